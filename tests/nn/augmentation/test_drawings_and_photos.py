from collections.abc import Callable

import numpy as np
import pytest
import tensorflow as tf
from PIL import Image, ImageDraw

from cnn.data.dataset import Garments
from cnn.data.labels import CLASS_NAMES, IMAGE_SIDE
from cnn.nn.augmentation.drawings_and_photos import (
    BACKGROUND_NOISE,
    DRAWN,
    UNCHANGED,
    draw,
    drawings_and_photos,
    garment_masks,
    photograph,
)
from cnn.nn.augmentation.warp import VISIBLE

Batch = tuple[tf.Tensor, tf.Tensor, tf.Tensor]
Variant = Callable[[tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor], tf.Tensor]


def garments(count: int = 40) -> Garments:
    """T-shirts with a hole, each a little brighter than the previous one."""
    image = Image.new("L", (IMAGE_SIDE, IMAGE_SIDE))
    pen = ImageDraw.Draw(image)
    pen.polygon([(8, 1), (19, 1), (27, 9), (20, 11), (20, 27), (7, 27), (7, 11), (0, 9)], fill=150)
    pen.rectangle((12, 12, 15, 15), fill=0)
    brightness = np.linspace(0.6, 1.4, count)[:, np.newaxis, np.newaxis]
    images = (np.asarray(image) * brightness).astype(np.uint8)
    return Garments(images, (np.arange(count) % len(CLASS_NAMES)).astype(np.uint8))


def batch(count: int = 40) -> Batch:
    """Images and masks (b, 28, 28, 1), labels (b,)."""
    data = garments(count)
    images, masks = (
        tf.constant(part, tf.float32)[..., tf.newaxis] / 255
        for part in (data.images, garment_masks(data.images))
    )
    return images, masks, tf.constant(data.labels)


def of_class(name: str, count: int = 200) -> Batch:
    """Images and masks (b, 28, 28), labels (b,), all of one class."""
    images, masks, _ = batch(count)
    return images[..., 0], masks[..., 0], tf.fill((count,), CLASS_NAMES.index(name))


def seed(number: int = 1) -> tf.Tensor:
    return tf.constant([number, 7], tf.int64)


def tones(image: np.ndarray) -> np.ndarray:
    return image[image > VISIBLE]


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


def test_the_same_seed_gives_the_same_images() -> None:
    once, again, other = (
        drawings_and_photos(*batch(), seed(number)).numpy() for number in (1, 1, 2)
    )
    np.testing.assert_array_equal(once, again)
    assert np.abs(once - other).mean() > 0.01


def test_part_of_the_batch_is_unchanged_part_drawn_and_part_photographed() -> None:
    images, masks, labels = batch(40)
    augmented = drawings_and_photos(images, masks, labels, seed())
    first_drawing, first_photo = round(40 * UNCHANGED), round(40 * (UNCHANGED + DRAWN))
    np.testing.assert_array_equal(augmented[:first_drawing], images[:first_drawing])
    drawn, photographed = slice(first_drawing, first_photo), slice(first_photo, None)
    for part, augment, part_seed in (
        (drawn, draw, seed()),
        (photographed, photograph, seed() + 1),
    ):
        expected = augment(images[part, ..., 0], masks[part, ..., 0], labels[part], part_seed)
        np.testing.assert_array_equal(augmented[part, ..., 0], expected)
    assert np.abs(augmented[drawn] - images[drawn]).max(axis=(1, 2, 3)).min() > 0.1


def test_all_pixels_are_in_range() -> None:
    augmented = drawings_and_photos(*batch(), seed()).numpy()
    assert augmented.shape == (40, 28, 28, 1)
    assert augmented.dtype == np.float32
    assert np.isfinite(augmented).all()
    assert augmented.min() >= 0
    assert augmented.max() <= 1


@pytest.mark.parametrize("augment", [draw, photograph])
def test_garments_are_cropped_and_centered(augment: Variant) -> None:
    images, masks, labels = batch(100)
    visible = augment(images[..., 0], masks[..., 0], labels, seed()).numpy() > VISIBLE
    rows, columns = visible.any(axis=2), visible.any(axis=1)
    longest = np.maximum(rows.sum(axis=1), columns.sum(axis=1))
    assert np.median(longest) >= 26
    for lines in (rows, columns):
        middle = [np.flatnonzero(line)[[0, -1]].mean() for line in lines if line.any()]
        assert np.median(np.abs(np.array(middle) - 13.5)) <= 1


def test_drawings_are_flat_inside_and_photos_are_not() -> None:
    def flat_pixels(images: np.ndarray) -> float:
        inside = (images > VISIBLE)[:, :, 1:]
        return float((np.abs(np.diff(images, axis=2)) < 0.01)[inside].mean())

    drawings, photos = (
        flat_pixels(augment(*of_class("Dress"), seed()).numpy()) for augment in (draw, photograph)
    )
    assert drawings > 1.5 * photos


def test_most_drawings_have_an_outline_darker_than_what_it_encloses() -> None:
    drawings = draw(*of_class("T-shirt/top"), seed()).numpy()
    outlined = [
        tones(image).max() > np.median(tones(image)) + 0.1
        for image in drawings
        if image.max() > VISIBLE
    ]
    assert 0.5 < np.mean(outlined) < 0.95


def test_photos_have_many_brightnesses() -> None:
    photos = photograph(*of_class("T-shirt/top"), seed()).numpy()
    brightness = [tones(image).mean() for image in photos]
    assert np.percentile(brightness, 5) < 0.45
    assert np.percentile(brightness, 95) > 0.7


def test_sleeves_are_spread_on_garments_that_have_them() -> None:
    def mean_aspect(name: str) -> float:
        visible = draw(*of_class(name), seed()).numpy() > VISIBLE
        heights, widths = (visible.any(axis=axis).sum(axis=1) for axis in (2, 1))
        return float(widths.sum() / heights.sum())

    assert mean_aspect("Pullover") > mean_aspect("Dress") + 0.05


def test_only_footwear_is_shown_from_above() -> None:
    def filled_part(name: str) -> float:
        square = tf.ones((200, 28, 28))
        photos = photograph(square, square, tf.fill((200,), CLASS_NAMES.index(name)), seed())
        return float((photos.numpy() > VISIBLE).mean())

    # From above a shoe is an oval, however square its side view is.
    assert filled_part("Sneaker") < filled_part("Bag") - 0.05


def test_many_coats_open_at_the_front() -> None:
    def with_line_in_the_middle(name: str) -> float:
        _, masks, labels = of_class(name)
        without_edges_inside = masks * 0.5
        drawings = draw(without_edges_inside, masks, labels, seed()).numpy()
        middle = drawings[:, 8:20, 10:18].mean(axis=1)
        return float((np.ptp(middle, axis=1) > 0.1).mean())

    assert with_line_in_the_middle("Coat") > with_line_in_the_middle("Dress") + 0.2


def test_an_empty_image_does_no_harm() -> None:
    empty = tf.zeros((4, 28, 28, 1))
    augmented = drawings_and_photos(empty, empty, tf.range(4), seed()).numpy()
    assert np.isfinite(augmented).all()
