"""Augmentation with images that look like users' drawings and photos.

For ``tf.data``: works on whole batches with TensorFlow operations and is reproducible from a seed.
"""

import tensorflow as tf

from cnn.nn.augmentation.cutout import cutout
from cnn.nn.augmentation.drawings import draw
from cnn.nn.augmentation.photos import photograph

PLAIN = 0.5
"""The fraction of a batch that stays images of the dataset, but for mirroring, shifts and cutout:
the network still has to learn the dataset itself."""

DRAWN = 0.25
"""The fraction of a batch that becomes drawings; the rest becomes photos."""


def drawings_and_photos(
    images: tf.Tensor, masks: tf.Tensor, labels: tf.Tensor, seed: tf.Tensor
) -> tf.Tensor:
    """Turns some images of a batch into drawings and some into photos.

    Args:
        images: float32 (b, 28, 28, 1) in 0..1. The batch has to be shuffled: its first images
            stay what they are.
        masks: from ``garment_masks``, float32 (b, 28, 28, 1) in 0..1.
        labels: (b,).
        seed: integers (2,).

    Returns:
        float32 (b, 28, 28, 1) in 0..1. The labels still apply.
    """
    size = tf.cast(tf.shape(images)[0], tf.float32)
    first_drawing = tf.cast(size * PLAIN, tf.int32)
    first_photo = tf.cast(size * (PLAIN + DRAWN), tf.int32)
    plain, drawn, photographed = (
        slice(first_drawing),
        slice(first_drawing, first_photo),
        slice(first_photo, None),
    )
    garments, silhouettes = images[..., 0], masks[..., 0]
    parts = [
        cutout(images[plain], masks[plain], labels[plain], seed + 2),
        draw(garments[drawn], silhouettes[drawn], labels[drawn], seed)[..., tf.newaxis],
        photograph(
            garments[photographed], silhouettes[photographed], labels[photographed], seed + 1
        )[..., tf.newaxis],
    ]
    return tf.concat(parts, axis=0)
