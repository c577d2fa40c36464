"""Garments made of rectangles, and many variants of each."""

from collections.abc import Callable

import numpy as np
import tensorflow as tf
from PIL import Image, ImageDraw

from cnn.data.dataset import Garments
from cnn.data.labels import CLASS_NAMES, IMAGE_SIDE
from cnn.nn.augmentation.rng import RandomStream
from cnn.nn.augmentation.shapes import garment_masks
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


def stream(number: int = 1, batch_size: int = 400) -> RandomStream:
    return RandomStream(seed(number), tf.constant(batch_size))
