"""Trains the network in assets/familiarity.keras, which tells garments from anything else.

python -m tools.train_familiarity
"""

import click
import keras
import numpy as np
import tensorflow as tf
from keras import layers

from cnn.data.dataset import Garments, load
from cnn.data.labels import CLASS_NAMES, IMAGE_SIDE
from cnn.errors import UnusableImage
from cnn.nn.augmentation.drawings import draw
from cnn.nn.augmentation.photos import photograph
from cnn.nn.augmentation.shapes import garment_masks
from cnn.nn.explain.familiarity import FILE, Familiarity
from cnn.preprocessing.prepare import prepare
from tools.non_garments import draw_any
from tools.sketches import sketch

OTHER = len(CLASS_NAMES)
"""The label of what is no garment."""

PICTURES = 18_000
"""Pictures that are no garments."""

GARMENTS_PER_BATCH = 72
UNCHANGED, DRAWN = 24, 16
"""Of the garments in a batch, so many stay as they are and so many become drawings; the others
become photos."""

SKETCHES, SKETCHES_PER_BATCH = 16_000, 32
"""Outlines of garments. They pass through the same preparation as the other pictures: otherwise
the network would learn its style instead of shapes."""

OTHERS_PER_BATCH = 48
CLOTH, BLURRED = 10, 6
"""Of the others in a batch, so many get the texture of a garment and so many are blurred."""

VALIDATION_SKETCHES = 3000

STEPS, EPOCHS = 500, 8

FALSE_ALARMS = 0.03
"""The share of sketches of validation garments that may be called unlike any garment."""


def other_images(count: int) -> np.ndarray:
    """What the lab makes of pictures without a garment: uint8 (n, 28, 28), about ``count``."""
    rng = np.random.default_rng(1)
    images = []
    for number in range(count):
        # Half the size is prepared in a third of the time, and looks the same.
        picture = draw_any(rng).reduce(2) if number % 2 else draw_any(rng)
        try:
            images.append((prepare(picture).image * 255).astype(np.uint8))
        except UnusableImage:  # a picture of almost nothing
            continue
    return np.stack(images)


def sketches(garments: Garments) -> Garments:
    """What the lab makes of sketches of the garments, in poses in which people draw them."""
    rng = np.random.default_rng(2)
    images, masks = scaled(garments.images), scaled(garment_masks(garments.images))
    found, labels = [], []
    for start in range(0, len(garments), 500):
        part = slice(start, start + 500)
        seed = tf.constant([start, 3])
        drawings = draw(images[part], masks[part], garments.labels[part], seed).numpy()
        for drawing, label in zip(drawings, garments.labels[part], strict=True):
            try:
                image = prepare(sketch(drawing, rng).reduce(2)).image
            except UnusableImage:
                continue
            found.append((image * 255).astype(np.uint8))
            labels.append(label)
    return Garments(np.stack(found), np.array(labels))


def network() -> keras.Model:
    """Like the robust CNN, with half the filters: 80,000 parameters."""
    model = keras.Sequential([keras.Input((IMAGE_SIDE, IMAGE_SIDE, 1))], name="familiarity")
    for filters in (16, 32, 64):
        model.add(layers.Conv2D(filters, kernel_size=3, padding="same", use_bias=False))
        model.add(layers.MaxPooling2D(2))
        model.add(layers.BatchNormalization())
        model.add(layers.Activation("relu"))
    model.add(layers.Flatten())
    model.add(layers.Dropout(0.3))
    model.add(layers.Dense(96, activation="relu"))
    model.add(layers.Dropout(0.3))
    model.add(layers.Dense(OTHER + 1, name="logits"))
    return model


def batches(garments: Garments, sketched: Garments, others: np.ndarray) -> tf.data.Dataset:
    """Endless batches of images float32 (152, 28, 28, 1) in 0..1 and labels int32 (152,)."""
    images, masks = tf.constant(garments.images), tf.constant(garment_masks(garments.images))
    labels, pictures = tf.constant(garments.labels.astype(np.int32)), tf.constant(others)

    sketch_images, sketch_labels = tf.constant(sketched.images), tf.constant(sketched.labels)

    def batch(
        indices: tf.Tensor, sketches: tf.Tensor, other: tf.Tensor, step: tf.Tensor
    ) -> tuple[tf.Tensor, tf.Tensor]:
        chosen = tf.gather(labels, indices)
        shown = varied(
            scaled(tf.gather(images, indices)), scaled(tf.gather(masks, indices)), chosen, step
        )
        strange = varied_others(scaled(tf.gather(pictures, other)), shown[UNCHANGED + DRAWN :])
        outlines = scaled(tf.gather(sketch_images, sketches))
        outlines = tf.image.random_flip_left_right(outlines[..., tf.newaxis])[..., 0]
        outlined = tf.cast(tf.gather(sketch_labels, sketches), tf.int32)
        truth = tf.concat([chosen, outlined, tf.fill([OTHERS_PER_BATCH], OTHER)], 0)
        return tf.concat([shown, outlines, strange], 0)[..., tf.newaxis], truth

    return tf.data.Dataset.zip(
        shuffled(len(garments), GARMENTS_PER_BATCH),
        shuffled(len(sketched), SKETCHES_PER_BATCH),
        shuffled(len(others), OTHERS_PER_BATCH),
        tf.data.Dataset.counter(dtype=tf.int64),
    ).map(batch, num_parallel_calls=2)


def shuffled(count: int, size: int) -> tf.data.Dataset:
    indices = tf.data.Dataset.range(count).shuffle(count, seed=1)
    return indices.repeat().batch(size, drop_remainder=True)


def scaled(images: tf.Tensor) -> tf.Tensor:
    return tf.cast(images, tf.float32) / 255


def varied(images: tf.Tensor, masks: tf.Tensor, labels: tf.Tensor, step: tf.Tensor) -> tf.Tensor:
    """Garments (72, 28, 28) as they are but mirrored at random, as drawings and as photos."""
    seed = tf.stack([step, 1])
    drawn, photographed = slice(UNCHANGED, UNCHANGED + DRAWN), slice(UNCHANGED + DRAWN, None)
    mirrored = tf.image.random_flip_left_right(images[:UNCHANGED, ..., tf.newaxis])[..., 0]
    drawings = draw(images[drawn], masks[drawn], labels[drawn], seed)
    photos = photograph(images[photographed], masks[photographed], labels[photographed], seed + 1)
    return tf.concat([mirrored, drawings, photos], 0)


def varied_others(others: tf.Tensor, photos: tf.Tensor) -> tf.Tensor:
    """Others (48, 28, 28), turned at random, some in the cloth of ``photos``, some blurred."""
    turned = tf.image.random_flip_left_right(others[..., tf.newaxis])
    turned = tf.cond(tf.random.uniform(()) < 0.5, lambda: tf.image.rot90(turned), lambda: turned)
    cloth = photos[:CLOTH, ..., tf.newaxis]
    cloth = tf.where(turned[:CLOTH] > 0.1, tf.where(cloth > 0.05, cloth, 0.6), 0.0)
    blurred = tf.nn.avg_pool2d(turned[CLOTH : CLOTH + BLURRED], 3, 1, "SAME")
    return tf.concat([cloth, blurred, turned[CLOTH + BLURRED :]], 0)[..., 0]


def limit(model: keras.Model, sketched: Garments) -> float:
    """The log odds that all but FALSE_ALARMS of the sketches are below."""
    familiarity = Familiarity(model)
    log_odds = [
        familiarity.strangeness(sketched.images[start : start + 500].astype(np.float32) / 255)
        for start in range(0, len(sketched), 500)
    ]
    return float(np.quantile(np.concatenate(log_odds), 1 - FALSE_ALARMS))


@click.command()
def main() -> None:
    """Train the network and write it to the assets. Takes about ten minutes."""
    keras.utils.set_random_seed(1)
    data = load()
    others = other_images(PICTURES)
    sketched = sketches(data.training.first(SKETCHES))
    click.echo(f"{len(others)} pictures that show no garment")
    model = network()
    schedule = keras.optimizers.schedules.CosineDecay(3e-3, STEPS * EPOCHS)
    model.compile(
        keras.optimizers.Adam(schedule),
        keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=["accuracy"],
    )
    model.fit(
        batches(data.training, sketched, others).prefetch(4),
        steps_per_epoch=STEPS,
        epochs=EPOCHS,
        verbose=2,
        shuffle=False,
    )
    kernel, bias = model.get_layer("logits").get_weights()
    bias[OTHER] -= limit(model, sketches(data.validation.first(VALIDATION_SKETCHES)))
    model.get_layer("logits").set_weights([kernel, bias])
    keras.Model(model.inputs, model.outputs, name=model.name).save(FILE)
    click.echo(f"{FILE}: {FILE.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
