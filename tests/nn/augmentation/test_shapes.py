import numpy as np
import pytest
import tensorflow as tf

from cnn.data.labels import CLASS_NAMES
from cnn.nn.augmentation.shapes import (
    BACKGROUND_NOISE,
    crop_and_center,
    damage,
    dilate,
    erode,
    garment_masks,
    is_one_of,
    log_aspect,
)
from cnn.nn.augmentation.warp import VISIBLE
from tests.nn.augmentation.garment_variants import block, garments, sides, stream


def test_a_mask_covers_the_garment_and_its_holes() -> None:
    masks = garment_masks(garments(3).images)
    assert masks.dtype == np.uint8
    assert set(np.unique(masks)) == {0, 255}
    assert (masks[:, 13, 13] == 255).all()
    assert (masks[:, 20, 2] == 0).all()


def test_a_mask_does_not_cover_background_noise() -> None:
    noise = np.full((1, 28, 28), BACKGROUND_NOISE, np.uint8)
    assert garment_masks(noise).max() == 0
    assert garment_masks(noise + np.uint8(1)).min() == 255


def test_a_hole_is_open_if_a_path_of_adjacent_pixels_leads_outside() -> None:
    ring = np.zeros((28, 28), np.uint8)
    ring[5:15, 5:15] = 200
    ring[6:14, 6:14] = 0
    open_ring, diagonal_gap = ring.copy(), ring.copy()
    open_ring[5, 8] = 0
    diagonal_gap[5, 5] = 0
    masks = garment_masks(np.stack([ring, open_ring, diagonal_gap]))
    assert list(masks[:, 10, 10]) == [255, 0, 255]


def test_the_mask_of_an_image_does_not_depend_on_the_others() -> None:
    # A hole through all images of a stack is still a hole in each of them.
    with_hole, empty = garments(1).images[0], np.zeros((28, 28), np.uint8)
    [alone] = garment_masks(with_hole[np.newaxis])
    masks = garment_masks(np.stack([empty, with_hole, with_hole, empty]))
    np.testing.assert_array_equal(masks, np.stack([empty, alone, alone, empty]))


def test_labels_are_of_the_named_classes() -> None:
    found = is_one_of(tf.constant([0, 5, 9, 5]), CLASS_NAMES[5], CLASS_NAMES[9])
    assert found.shape == (4, 1, 1)
    assert list(found.numpy().ravel()) == [False, True, True, True]


def test_the_aspect_is_that_of_the_bounding_box() -> None:
    masks = tf.constant(np.stack([block(slice(4, 24), slice(9, 19)), block(slice(9), slice(9))]))
    np.testing.assert_allclose(log_aspect(masks)[:, 0, 0], np.log([0.5, 1]), atol=1e-6)


def test_dilating_adds_a_pixel_all_around_and_eroding_takes_it_off() -> None:
    mask = (block(slice(8, 20), slice(8, 20)) > 0).astype(np.float32)
    larger = dilate(tf.constant(mask[np.newaxis]))
    expected = (block(slice(7, 21), slice(7, 21)) > 0).astype(np.float32)
    np.testing.assert_array_equal(larger[0], expected)
    np.testing.assert_array_equal(erode(larger)[0], mask)


def test_damage_removes_parts_and_adds_only_what_is_near() -> None:
    mask = (block(slice(8, 20), slice(8, 20)) > 0).astype(np.float32)
    masks = tf.constant(np.tile(mask, (400, 1, 1)))
    damaged = damage(masks, stream(), probability=0.5).numpy()
    changed = np.abs(damaged - mask).max(axis=(1, 2)) > 0
    assert 0.15 < changed.mean() < 0.5
    assert (damaged[:, 8:20, 8:20] == 0).any()
    near = np.zeros_like(mask)
    near[5:23, 5:23] = 1
    assert (damaged[:, near == 1] > mask[near == 1]).any()
    assert damaged[:, near == 0].max() == 0


def cropped(image: np.ndarray, margin: float) -> np.ndarray:
    images = tf.constant(np.tile(image, (400, 1, 1)))
    result: np.ndarray = crop_and_center(images, images, stream(), margin).numpy()
    return result


@pytest.mark.parametrize("place", [(slice(3, 13), slice(4, 14)), (slice(10, 27), slice(2, 9))])
def test_what_is_shown_is_centered_and_fills_the_image(place: tuple[slice, slice]) -> None:
    images = cropped(block(*place), margin=0)
    heights, widths = sides(images)
    assert np.median(np.maximum(heights, widths)) >= 26
    for axis in (1, 2):
        lines = np.asarray((images > VISIBLE).any(axis=axis))
        centers = [np.flatnonzero(line)[[0, -1]].mean() for line in lines]
        assert np.median(np.abs(np.array(centers) - 13.5)) <= 1


def test_a_margin_makes_it_smaller_and_a_negative_one_cuts_some_of_it_off() -> None:
    image = block(slice(8, 18), slice(8, 18))
    heights, _ = sides(cropped(image, margin=1))
    assert np.median(heights) == pytest.approx(14, abs=1)
    image[9:17, 9:17] = 0.3
    inside = cropped(image, margin=-0.4)
    assert (inside[:, 1:-1, 1:-1] < 0.4).mean() > 0.9
