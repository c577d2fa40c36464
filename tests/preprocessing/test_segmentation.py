import numpy as np

from cnn.preprocessing.background import background_color
from cnn.preprocessing.segmentation import segment_garment

MIDDLE = slice(60, 220), slice(70, 210)


def scene(where: tuple[slice, slice] = MIDDLE, noise: float = 8) -> tuple[np.ndarray, np.ndarray]:
    """A blue rectangle on a floor of two kinds of wood, and its mask."""
    rng = np.random.default_rng(1)
    boards = (np.arange(280) // 35 % 2)[np.newaxis, :, np.newaxis]
    color = np.where(boards, [150, 110, 70], [180, 140, 100]) * np.ones((280, 1, 1))
    mask = np.zeros((280, 280), bool)
    mask[where] = True
    color[mask] = (40, 60, 150)
    noisy = color + rng.normal(0, noise, color.shape)
    return noisy.clip(0, 255).astype(np.uint8), mask


def segment(color: np.ndarray) -> tuple[np.ndarray, bool]:
    return segment_garment(color, background_color(color))


def intersection_over_union(found: np.ndarray, mask: np.ndarray) -> float:
    return float((found & mask).sum() / (found | mask).sum())


def test_a_garment_on_a_floor_is_segmented() -> None:
    color, mask = scene()
    found, plausible = segment(color)
    assert plausible
    assert intersection_over_union(found, mask) > 0.9


def test_trousers_may_reach_the_top_and_bottom_edges() -> None:
    color, mask = scene(where=(slice(0, 280), slice(90, 190)))
    found, plausible = segment(color)
    assert plausible
    assert intersection_over_union(found, mask) > 0.9


def test_both_shoes_of_a_pair_are_kept_and_a_crumb_is_not() -> None:
    color, mask = scene(where=(slice(90, 200), slice(70, 120)))
    color[90:200, 150:200] = color[90:200, 70:120]
    mask[90:200, 150:200] = True
    color[20:28, 20:28] = (40, 60, 150)
    found, _ = segment(color)
    assert intersection_over_union(found, mask) > 0.85
    assert not found[20:28, 20:28].any()


def test_a_garment_on_a_plain_background_is_segmented_to_the_pixel() -> None:
    mask = np.zeros((280, 280), bool)
    mask[140:200, 40:240] = True
    mask[60:140, 100:103] = True  # a strap
    color = np.where(mask[..., np.newaxis], (90, 70, 60), 253).astype(np.uint8)
    found, plausible = segment(color)
    assert plausible
    np.testing.assert_array_equal(found, mask)


def test_an_implausible_mask_by_color_is_replaced_by_that_of_grabcut() -> None:
    color, mask = scene()
    background = np.array([250, 250, 250], np.float32)  # occurs nowhere in the picture
    found, plausible = segment_garment(color, background)
    assert plausible
    assert intersection_over_union(found, mask) > 0.9


def test_a_background_without_a_garment_is_not_plausible() -> None:
    carpet = np.random.default_rng(1).integers(80, 180, (280, 280, 3), dtype=np.uint8)
    assert not segment(carpet)[1]


def test_a_speck_on_a_plain_background_is_not_plausible() -> None:
    color = np.full((280, 280, 3), 253, np.uint8)
    color[138:142, 138:142] = 0
    assert not segment(color)[1]


def test_segmentation_is_reproducible() -> None:
    color, _ = scene(noise=30)
    np.testing.assert_array_equal(segment(color)[0], segment(color)[0])
