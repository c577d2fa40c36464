import numpy as np

from cnn.segmentation import cut_out


def scene(garment=(40, 60, 150), noise=8, where=(slice(60, 220), slice(70, 210))):
    """A rectangle on a floor of two woods, and where it is."""
    dice = np.random.default_rng(1)
    boards = (np.arange(280) // 35 % 2)[np.newaxis, :, np.newaxis]
    colour = np.where(boards, [150, 110, 70], [180, 140, 100]) * np.ones((280, 1, 1))
    mask = np.zeros((280, 280), bool)
    mask[where] = True
    colour[mask] = garment
    noisy = colour + dice.normal(0, noise, colour.shape)
    return noisy.clip(0, 255).astype(np.uint8), mask


def agreement(found, mask):
    return (found & mask).sum() / (found | mask).sum()


def test_a_garment_is_told_from_a_floor():
    colour, mask = scene()
    found, stands_out = cut_out(colour)
    assert stands_out
    assert agreement(found, mask) > 0.9


def test_trousers_may_reach_the_upper_and_lower_edge():
    colour, mask = scene(where=(slice(0, 280), slice(90, 190)))
    found, stands_out = cut_out(colour)
    assert stands_out
    assert agreement(found, mask) > 0.9


def test_both_shoes_of_a_pair_are_kept_and_a_crumb_is_not():
    colour, mask = scene(where=(slice(90, 200), slice(70, 120)))
    colour[90:200, 150:200] = colour[90:200, 70:120]
    mask[90:200, 150:200] = True
    colour[20:28, 20:28] = (40, 60, 150)
    found, _ = cut_out(colour)
    assert agreement(found, mask) > 0.85
    assert not found[20:28, 20:28].any()


def test_a_garment_on_white_keeps_its_thin_parts():
    colour = np.full((280, 280, 3), 253, np.uint8)
    colour[140:200, 40:240] = (90, 70, 60)
    colour[60:140, 100:103] = (90, 70, 60)  # a strap
    found, stands_out = cut_out(colour)
    assert stands_out
    assert found[60:140, 100:103].all()
    assert not found[100, 50]


def test_a_ground_alone_does_not_stand_out():
    carpet = np.random.default_rng(1).integers(80, 180, (280, 280, 3), dtype=np.uint8)
    assert not cut_out(carpet)[1]


def test_the_same_photo_is_cut_out_alike_each_time():
    colour, _ = scene(noise=30)
    np.testing.assert_array_equal(cut_out(colour)[0], cut_out(colour)[0])
