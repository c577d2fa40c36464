import numpy as np
import pytest
import tensorflow as tf
from PIL import Image, ImageDraw

from cnn.data.dataset import Garments
from cnn.data.labels import CLASS_NAMES
from cnn.nn.augmentation import drawings_and_photos, warp


def garments(count=40):
    """Plain T-shirts with a hole of background in the middle, each a little brighter."""
    image = Image.new("L", (28, 28))
    draw = ImageDraw.Draw(image)
    draw.polygon([(8, 1), (19, 1), (27, 9), (20, 11), (20, 27), (7, 27), (7, 11), (0, 9)], fill=150)
    draw.rectangle((12, 12, 15, 15), fill=0)
    tones = np.linspace(0.6, 1.4, count)[:, np.newaxis, np.newaxis]
    images = (np.asarray(image) * tones).astype(np.uint8)
    return Garments(images, (np.arange(count) % len(CLASS_NAMES)).astype(np.uint8))


def inputs(count=40):
    data = garments(count)
    shapes = drawings_and_photos.silhouettes(data.images)
    images, shapes = (
        tf.constant(part, tf.float32)[..., tf.newaxis] / 255 for part in (data.images, shapes)
    )
    return images, shapes, tf.constant(data.labels)


def seed(number=1):
    return tf.constant([number, 7], tf.int64)


def test_a_silhouette_covers_holes_and_nothing_outside():
    shapes = drawings_and_photos.silhouettes(garments(3).images)
    assert shapes.dtype == np.uint8
    assert set(np.unique(shapes)) == {0, 255}
    assert (shapes[:, 13, 13] == 255).all()
    assert (shapes[:, 20, 2] == 0).all()


def test_the_same_seed_gives_the_same_variants():
    once, again, other = (
        drawings_and_photos.drawings_and_photos(*inputs(), seed(number)).numpy()
        for number in (1, 1, 2)
    )
    np.testing.assert_array_equal(once, again)
    assert np.abs(once - other).mean() > 0.01


def test_a_share_of_the_batch_stays_as_it_is():
    images, shapes, labels = inputs(40)
    varied = drawings_and_photos.drawings_and_photos(images, shapes, labels, seed())
    unchanged = np.abs(varied.numpy() - images).max(axis=(1, 2, 3)) == 0
    assert unchanged.mean() == pytest.approx(drawings_and_photos.CLEAN, abs=0.03)


def test_variants_are_images_of_the_same_kind():
    varied = drawings_and_photos.drawings_and_photos(*inputs(), seed()).numpy()
    assert varied.shape == (40, 28, 28, 1)
    assert varied.dtype == np.float32
    assert np.isfinite(varied).all()
    assert varied.min() >= 0
    assert varied.max() <= 1


def test_variants_are_trimmed_and_centered():
    images, shapes, labels = (part[..., 0] if part.ndim == 4 else part for part in inputs(100))
    for vary in (drawings_and_photos.draw, drawings_and_photos.photograph):
        visible = vary(images, shapes, labels, seed()).numpy() > warp.VISIBLE
        rows, columns = visible.any(axis=2), visible.any(axis=1)
        longest = np.maximum(rows.sum(axis=1), columns.sum(axis=1))
        assert np.median(longest) >= 26
        middle = [np.flatnonzero(row)[[0, -1]].mean() for row in rows if row.any()]
        assert np.median(np.abs(np.array(middle) - 13.5)) <= 1


def test_drawings_have_flat_insides():
    images, shapes, labels = (part[..., 0] if part.ndim == 4 else part for part in inputs(100))
    drawings = drawings_and_photos.draw(images, shapes, labels, seed()).numpy()
    tones = [len(np.unique((image[image > 0.1] * 20).round())) for image in drawings]
    photos = drawings_and_photos.photograph(images, shapes, labels, seed()).numpy()
    tones_of_photos = [len(np.unique((image[image > 0.1] * 20).round())) for image in photos]
    steep = [np.abs(np.diff(image, axis=1)).max() for image in drawings]
    assert np.mean(steep) > 0.3
    assert np.mean(tones) < np.mean(tones_of_photos) + 5


def test_an_empty_image_does_no_harm():
    empty = tf.zeros((4, 28, 28, 1))
    varied = drawings_and_photos.drawings_and_photos(empty, empty, tf.range(4), seed()).numpy()
    assert np.isfinite(varied).all()


def test_sampling_in_place_changes_nothing_and_beyond_the_edge_gives_background():
    pictures = tf.random.stateless_uniform((2, 28, 28, 1), (1, 2))
    y, x = np.mgrid[:28, :28].astype(np.float32)
    place = [tf.constant(np.stack([axis, axis])) for axis in (x, y)]
    np.testing.assert_allclose(warp.sample(pictures, *place), pictures, atol=1e-3)
    away = [axis + 100 for axis in place]
    assert tf.reduce_max(warp.sample(pictures, *away)) < 0.01


def test_mirroring_shifting_and_hiding_keep_the_kind_and_repeat_with_the_seed():
    images, shapes, labels = inputs(40)
    once, again, other = (
        drawings_and_photos.mirror_shift_and_hide(images, shapes, labels, seed(number)).numpy()
        for number in (1, 1, 2)
    )
    assert once.shape == images.shape
    assert once.min() >= 0 and once.max() <= 1
    np.testing.assert_array_equal(once, again)
    assert np.abs(once - other).max() > 0.1


def test_at_most_the_hidden_square_is_lost_and_no_pixel_is_new():
    images, shapes, labels = inputs(40)
    full = tf.fill(tf.shape(images), 0.6)
    varied = drawings_and_photos.mirror_shift_and_hide(full, shapes, labels, seed()).numpy()
    assert set(np.unique(varied)) == {np.float32(0), np.float32(0.6)}
    lost = (varied == 0).sum(axis=(1, 2, 3))
    border = 2 * 2 * drawings_and_photos.SHIFT * 28
    assert 0 < lost.mean() < drawings_and_photos.HIDDEN**2 + border
