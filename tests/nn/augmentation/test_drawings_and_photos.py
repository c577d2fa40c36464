from collections.abc import Callable

import numpy as np
import pytest
import tensorflow as tf
from PIL import Image, ImageDraw

from cnn.data.dataset import Garments
from cnn.data.labels import CLASS_NAMES, IMAGE_SIDE
from cnn.nn.augmentation import drawings_and_photos as module
from cnn.nn.augmentation.drawings_and_photos import (
    BACKGROUND_NOISE,
    DRAWN,
    UNCHANGED,
    _damage,
    draw,
    drawings_and_photos,
    garment_masks,
    photograph,
)
from cnn.nn.augmentation.rng import RandomStream
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


def block(rows: slice, columns: slice) -> np.ndarray:
    """A float32 image (28, 28) of a bright rectangle."""
    image = np.zeros((IMAGE_SIDE, IMAGE_SIDE), np.float32)
    image[rows, columns] = 0.6
    return image


def variants(
    augment: Variant, name: str, image: np.ndarray, mask: np.ndarray | None = None
) -> np.ndarray:
    """Float32 (400, 28, 28) from one image (28, 28) of a class; by default all of it is garment."""
    covered = image > 0 if mask is None else mask
    images, masks = (
        tf.constant(np.tile(part.astype(np.float32), (400, 1, 1))) for part in (image, covered)
    )
    result: np.ndarray = augment(
        images, masks, tf.fill((400,), CLASS_NAMES.index(name)), seed()
    ).numpy()
    return result


def sides(images: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Heights and widths of what is visible in images (b, 28, 28); none where nothing is."""
    visible = images[images.max(axis=(1, 2)) > VISIBLE] > VISIBLE
    rows, columns = visible.any(axis=2), visible.any(axis=1)
    heights, widths = (
        IMAGE_SIDE - lines.argmax(axis=1) - lines[:, ::-1].argmax(axis=1)
        for lines in (rows, columns)
    )
    return heights, widths


FULL = block(slice(None), slice(None))
LOW = block(slice(10, 18), slice(None))
NARROW = block(slice(None), slice(10, 18))
CENTER = (slice(None), slice(9, 19), slice(9, 19))


def seed(number: int = 1) -> tf.Tensor:
    return tf.constant([number, 7], tf.int64)


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
    images = variants(augment, "Bag", block(slice(3, 13), slice(4, 14)))
    heights, widths = sides(images)
    assert np.median(np.maximum(heights, widths)) >= 26
    visible = images > VISIBLE
    for axis in (1, 2):
        lines = np.asarray(visible.any(axis=axis))
        centers = [np.flatnonzero(line)[[0, -1]].mean() for line in lines if line.any()]
        assert np.median(np.abs(np.array(centers) - 13.5)) <= 1


def test_drawings_are_flat_inside_and_photos_are_not() -> None:
    drawings, photos = (
        np.ptp(variants(augment, "Bag", FULL)[CENTER], axis=(1, 2))
        for augment in (draw, photograph)
    )
    assert (drawings < 0.01).mean() > 0.8
    assert (photos < 0.01).mean() < 0.05


def test_most_drawings_have_an_outline_darker_than_what_it_encloses() -> None:
    drawings = variants(draw, "Bag", FULL)
    outlined = drawings.max(axis=(1, 2)) > np.median(drawings[CENTER], axis=(1, 2)) + 0.1
    assert 0.6 < outlined.mean() < 0.95


def test_drawings_show_the_edges_inside_a_garment() -> None:
    striped = FULL.copy()
    striped[12:16] = 0.05
    drawings = variants(draw, "Bag", striped, FULL > 0)
    assert (np.ptp(drawings[CENTER], axis=(1, 2)) > 0.1).mean() > 0.5


def test_narrow_garments_are_drawn_wider() -> None:
    heights, widths = sides(variants(draw, "Dress", NARROW))
    assert np.median(widths / heights) > 0.45
    heights, widths = sides(variants(draw, "Bag", LOW))
    assert np.median(heights / widths) > 0.45


@pytest.mark.parametrize(
    ("name", "probability"), [("Coat", 0.7), ("Shirt", 0.2), ("T-shirt/top", 0)]
)
def test_many_coats_and_some_shirts_are_drawn_with_an_open_front(
    name: str, probability: float
) -> None:
    # With one seed and one image, classes only differ by what is special about them.
    plain, drawings = variants(draw, "Pullover", FULL), variants(draw, name, FULL)
    differences = np.abs(drawings - plain)
    differ = differences.max(axis=(1, 2)) > 0
    assert differ.mean() == pytest.approx(0.9 * probability, abs=0.1)
    if probability:
        across = differences[differ].mean(axis=(0, 1))
        assert across[10:18].mean() > 2 * across[:6].mean()


@pytest.mark.parametrize(("augment", "probability"), [(draw, 0.7), (photograph, 0.4)])
def test_sleeves_are_spread(augment: Variant, probability: float) -> None:
    plain = variants(augment, "Dress", FULL)
    for name in ("T-shirt/top", "Pullover"):
        differ = np.abs(variants(augment, name, FULL) - plain).max(axis=(1, 2)) > 0
        assert differ.mean() == pytest.approx(probability, abs=0.1)


@pytest.mark.parametrize(("augment", "probability"), [(draw, 0.7), (photograph, 0.3)])
def test_the_legs_of_trousers_are_parted(augment: Variant, probability: float) -> None:
    together, trousers = (variants(augment, name, NARROW) for name in ("Dress", "Trouser"))
    differ = np.abs(trousers - together).max(axis=(1, 2)) > 0.01
    assert differ.mean() == pytest.approx(probability, abs=0.1)
    between = slice(22, 26), slice(12, 16)
    assert trousers[differ, *between].mean() < 0.8 * together[differ, *between].mean()


@pytest.mark.parametrize(
    ("augment", "name", "from_above"),
    [
        (draw, "Sandal", True),
        (draw, "Sneaker", False),
        (photograph, "Sandal", True),
        (photograph, "Sneaker", True),
        (photograph, "Bag", False),
    ],
)
def test_some_shoes_are_shown_from_above(augment: Variant, name: str, from_above: bool) -> None:
    heights, widths = sides(variants(augment, name, LOW))
    upright = (heights > 1.2 * widths).mean()
    if from_above:
        assert 0.12 < upright < 0.7
    else:
        assert upright < 0.07


def test_many_shoes_from_above_are_photographed_in_pairs() -> None:
    def in_two_parts(name: str) -> float:
        visible = variants(photograph, name, LOW)[:, IMAGE_SIDE // 2] > VISIBLE
        starts = np.diff(visible.astype(int), axis=1, prepend=0) == 1
        return float((starts.sum(axis=1) == 2).mean())

    assert in_two_parts("Sneaker") > in_two_parts("Bag") + 0.1


def test_photos_have_many_brightnesses() -> None:
    brightness = np.median(variants(photograph, "Bag", FULL), axis=(1, 2))
    assert np.percentile(brightness, 5) < 0.45
    assert np.percentile(brightness, 95) > 0.7


def test_light_and_dark_are_exchanged_in_some_photos() -> None:
    light_above_dark = FULL.copy()
    light_above_dark[14:] = 0.3
    photos = variants(photograph, "Bag", light_above_dark)
    upper, lower = (np.median(part, axis=(1, 2)) for part in (photos[:, 4:10], photos[:, 18:24]))
    assert (upper < lower).mean() == pytest.approx(0.3, abs=0.1)


def test_photos_have_shading_patterns_and_grain() -> None:
    photos = variants(photograph, "Bag", FULL)[CENTER]
    whole = photos[photos.min(axis=(1, 2)) > VISIBLE]
    blocks = whole.reshape(-1, 2, 5, 2, 5)
    means = blocks.mean(axis=(2, 4), keepdims=True)
    shading = means.std(axis=(1, 3)).ravel()
    detail = (blocks - means).std(axis=(2, 4)).mean(axis=(1, 2))
    assert np.median(shading) > 0.014
    assert np.percentile(detail, 10) > 0.01  # grain is in all photos
    assert np.percentile(detail, 90) > 0.07  # and a pattern in some


def test_the_background_shows_through_holes_in_half_of_the_photos() -> None:
    ring = FULL.copy()
    ring[11:17, 11:17] = 0
    photos = variants(photograph, "Bag", ring, FULL > 0)
    through = photos[:, 12:16, 12:16].min(axis=(1, 2)) < 0.03
    assert through.mean() == pytest.approx(0.55, abs=0.15)


@pytest.mark.parametrize(("augment", "probability"), [(draw, 0.15), (photograph, 0.4)])
def test_the_segmentation_is_damaged_in_some_images(
    augment: Variant, probability: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    some_damaged = variants(augment, "Bag", FULL)
    monkeypatch.setattr(
        module, "_damage", lambda masks, rng, probability: _damage(masks, rng, probability=0)
    )
    differ = np.abs(variants(augment, "Bag", FULL) - some_damaged).max(axis=(1, 2)) > 0
    assert 0.4 * probability < differ.mean() < probability


def test_damage_removes_parts_and_adds_only_what_is_near() -> None:
    mask = (block(slice(8, 20), slice(8, 20)) > 0).astype(np.float32)
    masks = tf.constant(np.tile(mask, (400, 1, 1)))
    damaged = _damage(masks, RandomStream(seed(), tf.constant(400)), probability=0.5).numpy()
    changed = np.abs(damaged - mask).max(axis=(1, 2)) > 0
    assert 0.15 < changed.mean() < 0.5
    assert (damaged[:, 8:20, 8:20] == 0).any()
    near = np.zeros_like(mask)
    near[5:23, 5:23] = 1
    assert (damaged[:, near == 1] > mask[near == 1]).any()
    assert damaged[:, near == 0].max() == 0


def test_an_empty_image_does_no_harm() -> None:
    empty = tf.zeros((4, 28, 28, 1))
    augmented = drawings_and_photos(empty, empty, tf.range(4), seed()).numpy()
    assert np.isfinite(augmented).all()
