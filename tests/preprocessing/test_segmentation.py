import cv2
import numpy as np
import pytest

from cnn.preprocessing.background import Background, find_background
from cnn.preprocessing.segmentation import Hint, flaws, follow_hints, segment_garment

MIDDLE = slice(60, 220), slice(70, 210)
BLUE = (40, 60, 150)


def scene(
    where: tuple[slice, slice] = MIDDLE,
    garment: tuple[int, int, int] = BLUE,
    shadow: float = 1,
    noise: float = 8,
) -> tuple[np.ndarray, np.ndarray]:
    """A rectangle on a floor of two kinds of wood, with a shadow on its right, and its mask."""
    boards = (np.arange(280) // 35 % 2)[np.newaxis, :, np.newaxis]
    color = np.where(boards, [150, 110, 70], [180, 140, 100]) * np.ones((280, 1, 1))
    color[60:240, 210:240] *= shadow
    mask = np.zeros((280, 280), bool)
    mask[where] = True
    color[mask] = garment
    noisy = color + np.random.default_rng(1).normal(0, noise, color.shape)
    return noisy.clip(0, 255).astype(np.uint8), mask


def camouflage(seed: int) -> tuple[np.ndarray, np.ndarray]:
    """A blotchy rectangle with soft edges on a blotchy background, and its mask."""
    rng = np.random.default_rng(seed)
    background, garment = (
        cv2.normalize(
            cv2.GaussianBlur(rng.normal(0, 1, (280, 280, 3)), (0, 0), 12),
            np.zeros((280, 280, 3)),
            0,
            255,
            cv2.NORM_MINMAX,
        )
        for _ in range(2)
    )
    mask = np.zeros((280, 280))
    mask[MIDDLE] = 1
    opacity = cv2.GaussianBlur(mask, (0, 0), 4)[..., np.newaxis]
    color = background * (1 - opacity) + (garment + BLUE) / 2 * opacity
    return color.astype(np.uint8), mask > 0


def segment(color: np.ndarray) -> tuple[np.ndarray, bool]:
    return segment_garment(color, find_background(color))


def intersection_over_union(found: np.ndarray, mask: np.ndarray) -> float:
    return float((found & mask).sum() / (found | mask).sum())


def test_a_garment_on_a_floor_is_segmented() -> None:
    color, mask = scene()
    found, plausible = segment(color)
    assert plausible
    assert intersection_over_union(found, mask) > 0.9


@pytest.mark.parametrize("garment", [BLUE, (90, 90, 90)])
def test_trousers_may_reach_the_top_and_bottom_edges(garment: tuple[int, int, int]) -> None:
    color, mask = scene(where=(slice(0, 280), slice(90, 190)), garment=garment)
    found, plausible = segment(color)
    assert plausible
    assert intersection_over_union(found, mask) > 0.9


@pytest.mark.parametrize("margin", [0, 3, 8])
@pytest.mark.parametrize("quarter_turns", range(4))
def test_a_garment_is_segmented_in_a_tight_crop(margin: int, quarter_turns: int) -> None:
    floor, _ = scene(where=(slice(0), slice(0)))
    mask = np.zeros((280, 280), bool)
    mask[60:110, 40:240] = mask[60:220, 85:195] = True  # a T-shirt
    color = np.where(mask[..., np.newaxis], scene(where=(slice(None), slice(None)))[0], floor)
    crop = slice(60 - margin, 220 + margin), slice(40 - margin, 240 + margin)
    found, plausible = segment(np.rot90(color[crop], quarter_turns).copy())
    assert plausible
    assert intersection_over_union(found, np.rot90(mask[crop], quarter_turns)) > 0.9


def test_a_garment_is_segmented_despite_noise() -> None:
    color, mask = scene(where=(slice(10, 270), slice(60, 220)), shadow=0.6, noise=30)
    found, plausible = segment(color)
    assert plausible
    assert intersection_over_union(found, mask) > 0.9


def test_a_garment_of_the_mean_color_of_the_tiles_below_it_is_segmented() -> None:
    row, column = np.indices((280, 280)) // 35
    color = np.where((row + column) % 2, 230, 30) + np.random.default_rng(1).normal(
        0, 8, (280, 280)
    )
    mask = np.zeros((280, 280), bool)
    mask[MIDDLE] = True
    color[mask] = 128
    found, plausible = segment(np.repeat(color.clip(0, 255).astype(np.uint8)[..., None], 3, axis=2))
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
    # Nothing but a few pixels of noise differs from it.
    background = Background(np.array((160, 120, 80), np.float32), 0.6)
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


def test_a_picture_of_one_color_is_not_plausible() -> None:
    assert not segment_garment(np.full((280, 280, 3), 128, np.uint8), None)[1]


def test_a_shadow_is_not_garment() -> None:
    color, mask = scene(garment=(90, 90, 90), shadow=0.6, noise=30)
    found, plausible = segment(color)
    assert plausible
    assert intersection_over_union(found, mask) > 0.9


def test_a_light_garment_on_white_is_segmented() -> None:
    color = np.full((280, 280, 3), 250, np.uint8)
    color[MIDDLE] = (225, 228, 230)
    found, plausible = segment(color)
    assert plausible
    assert found.sum() == found[MIDDLE].sum() == 160 * 140


@pytest.mark.parametrize("height, kept", [(60, True), (10, False)])
def test_components_much_smaller_than_the_largest_are_dropped(height: int, kept: bool) -> None:
    color = np.full((280, 280, 3), 250, np.uint8)
    color[90:200, 70:120] = BLUE
    color[140 : 140 + height, 150:200] = BLUE
    found, _ = segment(color)
    assert found[90:200, 70:120].all()
    assert found[140 : 140 + height, 150:200].all() == kept
    assert found[:, 150:].any() == kept


def test_components_count_for_less_in_the_corners_than_in_the_center() -> None:
    color = np.full((280, 280, 3), 250, np.uint8)
    color[110:170, 110:170] = BLUE
    color[20:56, 20:56] = BLUE
    found, _ = segment(color)
    assert found[110:170, 110:170].all()
    assert not found[20:56, 20:56].any()


def test_a_garment_in_the_colors_of_its_background_is_often_found_by_its_position() -> None:
    overlaps = []
    for seed in range(12):
        color, mask = camouflage(seed)
        overlaps.append(intersection_over_union(segment(color)[0], mask))
    assert np.median(overlaps) > 0.9


def test_segmentation_is_reproducible() -> None:
    color, _ = camouflage(4)
    masks = []
    for state in range(4):  # of OpenCV's random number generator
        cv2.setRNGSeed(state)
        masks.append(segment(color)[0])
    np.testing.assert_array_equal(masks, masks[:1] * 4)


@pytest.mark.parametrize("shape", [(1, 280), (280, 1), (1, 1), (2, 280), (280, 2), (3, 280)])
def test_a_sliver_is_segmented_or_not_plausible(shape: tuple[int, int]) -> None:
    noise = np.random.default_rng(1).integers(0, 255, (*shape, 3), dtype=np.uint8)
    mask, _ = segment_garment(noise, None)
    assert mask.shape == shape


def test_hints_correct_what_was_found() -> None:
    color, mask = scene()
    wrong = np.zeros_like(mask)
    wrong[60:240, 210:240] = True  # the shadow
    hints = np.zeros((140, 140), np.uint8)
    hints[60:90, 60:80] = Hint.GARMENT
    hints[50:100, 107:118] = Hint.BACKGROUND
    found = follow_hints(color, wrong, hints)
    assert intersection_over_union(found, mask) > 0.9


def test_what_is_painted_over_is_always_obeyed() -> None:
    color, mask = scene()
    hints = np.zeros(mask.shape, np.uint8)
    hints[100:110, 60:220] = Hint.BACKGROUND
    hints[20:40, 130:150] = Hint.GARMENT
    hints[150:160, 130:150] = Hint.GARMENT
    found = follow_hints(color, mask, hints)
    assert not found[hints == Hint.BACKGROUND].any()
    assert found[hints == Hint.GARMENT].all()


def test_only_background_may_be_marked() -> None:
    color, mask = scene()
    hints = np.zeros(mask.shape, np.uint8)
    hints[200:280, 0:60] = Hint.BACKGROUND
    assert intersection_over_union(follow_hints(color, mask, hints), mask) > 0.9


def test_a_sound_mask_has_no_flaws() -> None:
    mask = np.zeros((100, 100), bool)
    mask[20:80, 30:45] = mask[20:80, 55:70] = True  # a pair of shoes
    assert flaws(mask) == []


def test_pieces_are_told() -> None:
    mask = np.zeros((100, 100), bool)
    for top in (10, 30, 50, 70):
        mask[top : top + 10, 20:80] = True
    [sentence] = flaws(mask)
    assert "pieces" in sentence


def test_holes_are_told() -> None:
    mask = np.zeros((100, 100), bool)
    mask[20:80, 20:80] = True
    mask[35:65, 35:65] = False
    [sentence] = flaws(mask)
    assert "holes" in sentence


def test_a_garment_that_touches_the_edge_is_told() -> None:
    mask = np.zeros((100, 100), bool)
    mask[:, 20:90] = True
    [sentence] = flaws(mask)
    assert "edge of the picture" in sentence
