import numpy as np
import pytest
import tensorflow as tf
from PIL import Image, ImageDraw

from cnn import augmentation, bending
from cnn.classes import CLASS_NAMES
from cnn.dataset import Garments
from cnn.recipes import ARTICLE, ROBUST
from cnn.training import training_batches


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
    shapes = augmentation.silhouettes(data.images)
    images, shapes = (
        tf.constant(part, tf.float32)[..., tf.newaxis] / 255 for part in (data.images, shapes)
    )
    return images, shapes, tf.constant(data.labels)


def seed(number=1):
    return tf.constant([number, 7], tf.int64)


def test_a_silhouette_covers_holes_and_nothing_outside():
    shapes = augmentation.silhouettes(garments(3).images)
    assert shapes.dtype == np.uint8
    assert set(np.unique(shapes)) == {0, 255}
    assert (shapes[:, 13, 13] == 255).all()
    assert (shapes[:, 20, 2] == 0).all()


def test_the_same_seed_gives_the_same_variants():
    once, again, other = (
        augmentation.what_people_bring(*inputs(), seed(number)).numpy() for number in (1, 1, 2)
    )
    np.testing.assert_array_equal(once, again)
    assert np.abs(once - other).mean() > 0.01


def test_a_share_of_the_batch_stays_as_it_is():
    images, shapes, labels = inputs(40)
    varied = augmentation.what_people_bring(images, shapes, labels, seed())
    unchanged = np.abs(varied.numpy() - images).max(axis=(1, 2, 3)) == 0
    assert unchanged.mean() == pytest.approx(augmentation.CLEAN, abs=0.03)


def test_variants_are_images_of_the_same_kind():
    varied = augmentation.what_people_bring(*inputs(), seed()).numpy()
    assert varied.shape == (40, 28, 28, 1)
    assert varied.dtype == np.float32
    assert np.isfinite(varied).all()
    assert varied.min() >= 0
    assert varied.max() <= 1


def test_variants_are_trimmed_and_centred():
    images, shapes, labels = (part[..., 0] if part.ndim == 4 else part for part in inputs(100))
    for vary in (augmentation.draw, augmentation.photograph):
        visible = vary(images, shapes, labels, seed()).numpy() > bending.VISIBLE
        rows, columns = visible.any(axis=2), visible.any(axis=1)
        longest = np.maximum(rows.sum(axis=1), columns.sum(axis=1))
        assert np.median(longest) >= 26
        middle = [np.flatnonzero(row)[[0, -1]].mean() for row in rows if row.any()]
        assert np.median(np.abs(np.array(middle) - 13.5)) <= 1


def test_drawings_have_flat_insides():
    images, shapes, labels = (part[..., 0] if part.ndim == 4 else part for part in inputs(100))
    drawings = augmentation.draw(images, shapes, labels, seed()).numpy()
    tones = [len(np.unique((image[image > 0.1] * 20).round())) for image in drawings]
    photos = augmentation.photograph(images, shapes, labels, seed()).numpy()
    tones_of_photos = [len(np.unique((image[image > 0.1] * 20).round())) for image in photos]
    steep = [np.abs(np.diff(image, axis=1)).max() for image in drawings]
    assert np.mean(steep) > 0.3
    assert np.mean(tones) < np.mean(tones_of_photos) + 5


def test_an_empty_image_does_no_harm():
    empty = tf.zeros((4, 28, 28, 1))
    varied = augmentation.what_people_bring(empty, empty, tf.range(4), seed()).numpy()
    assert np.isfinite(varied).all()


def test_sampling_in_place_changes_nothing_and_beyond_the_edge_gives_background():
    pictures = tf.random.stateless_uniform((2, 28, 28, 1), (1, 2))
    y, x = np.mgrid[:28, :28].astype(np.float32)
    place = [tf.constant(np.stack([axis, axis])) for axis in (x, y)]
    np.testing.assert_allclose(bending.sample(pictures, *place), pictures, atol=1e-3)
    away = [axis + 100 for axis in place]
    assert tf.reduce_max(bending.sample(pictures, *away)) < 0.01


def test_training_batches_hold_every_image_once_and_vary_them_only_where_asked():
    data = garments(40)
    plain = list(training_batches(data, ARTICLE, seed=1))
    varied = list(training_batches(data, ROBUST, seed=1))
    for batches in (plain, varied):
        labels = np.concatenate([labels.numpy() for _, labels in batches])
        np.testing.assert_array_equal(np.sort(labels), np.sort(data.labels))
    originals = {image.tobytes() for image in data.images}
    as_bytes = [
        {(image.numpy() * 255).round().astype(np.uint8).tobytes() for image in images}
        for batches in (plain, varied)
        for images in [tf.concat([images for images, _ in batches], axis=0)]
    ]
    assert as_bytes[0] == originals
    assert 0 < len(as_bytes[1] & originals) < len(originals)


def test_varied_batches_repeat_with_the_seed_and_change_with_the_epoch():
    first, second = (training_batches(garments(40), ROBUST, seed=3) for _ in range(2))
    epochs = [next(iter(batches))[0].numpy() for batches in (first, second, first)]
    np.testing.assert_array_equal(epochs[0], epochs[1])
    assert np.abs(epochs[0] - epochs[2]).max() > 0.1
