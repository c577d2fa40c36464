import numpy as np

from cnn.preprocessing.segmentation import cut_out


def scene(garment=(40, 60, 150), noise=8, where=(slice(60, 220), slice(70, 210))):
    """A rectangle on a floor of two woods, and where it is."""
    rng = np.random.default_rng(1)
    boards = (np.arange(280) // 35 % 2)[np.newaxis, :, np.newaxis]
    color = np.where(boards, [150, 110, 70], [180, 140, 100]) * np.ones((280, 1, 1))
    mask = np.zeros((280, 280), bool)
    mask[where] = True
    color[mask] = garment
    noisy = color + rng.normal(0, noise, color.shape)
    return noisy.clip(0, 255).astype(np.uint8), mask


def agreement(found, mask):
    return (found & mask).sum() / (found | mask).sum()


def test_a_garment_is_told_from_a_floor():
    color, mask = scene()
    found, stands_out = cut_out(color)
    assert stands_out
    assert agreement(found, mask) > 0.9


def test_trousers_may_reach_the_upper_and_lower_edge():
    color, mask = scene(where=(slice(0, 280), slice(90, 190)))
    found, stands_out = cut_out(color)
    assert stands_out
    assert agreement(found, mask) > 0.9


def test_both_shoes_of_a_pair_are_kept_and_a_crumb_is_not():
    color, mask = scene(where=(slice(90, 200), slice(70, 120)))
    color[90:200, 150:200] = color[90:200, 70:120]
    mask[90:200, 150:200] = True
    color[20:28, 20:28] = (40, 60, 150)
    found, _ = cut_out(color)
    assert agreement(found, mask) > 0.85
    assert not found[20:28, 20:28].any()


def test_a_garment_on_white_keeps_its_thin_parts():
    color = np.full((280, 280, 3), 253, np.uint8)
    color[140:200, 40:240] = (90, 70, 60)
    color[60:140, 100:103] = (90, 70, 60)  # a strap
    found, stands_out = cut_out(color)
    assert stands_out
    assert found[60:140, 100:103].all()
    assert not found[100, 50]


def test_a_ground_alone_does_not_stand_out():
    carpet = np.random.default_rng(1).integers(80, 180, (280, 280, 3), dtype=np.uint8)
    assert not cut_out(carpet)[1]


def test_the_same_photo_is_cut_out_alike_each_time():
    color, _ = scene(noise=30)
    np.testing.assert_array_equal(cut_out(color)[0], cut_out(color)[0])
