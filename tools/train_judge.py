"""Trains the network in assets/judge.keras, which tells how well a garment is cut out.

python -m tools.train_judge
"""

from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass

import click
import cv2
import keras
import numpy as np
from keras import layers

from cnn.data.dataset import Garments, load
from cnn.data.labels import IMAGE_SIDE
from cnn.errors import UnusableImage
from cnn.nn.judge import FILE
from cnn.preprocessing.background import find_background, paint_over_bars
from cnn.preprocessing.cut_outs import CutOut, cut_outs
from cnn.preprocessing.prepare import prepare_cut_out
from tools.composed_photos import ComposedPhoto, compose

PHOTOS, VALIDATION_PHOTOS = 12_000, 1_000

GOOD = 0.85
"""The intersection over union with the garment from which a cut-out is a good one."""

EPOCHS, BATCH = 10, 128


@dataclass(frozen=True)
class CutOuts:
    images: np.ndarray
    """Uint8 (n, 28, 28): what the network would see."""
    overlaps: np.ndarray
    """Float32 (n,): intersection over union with the garment, in 0..1."""
    labels: np.ndarray
    """Uint8 (n,)."""
    photos: np.ndarray
    """Int32 (n,): the garment's number, of which all ways have been tried."""


def cut_outs_of(garments: Garments, workers: int = 2) -> CutOuts:
    """All ways to cut out a composed photo of each garment. A tenth of a second a photo."""
    parts = np.array_split(np.arange(len(garments)), 8 * workers)
    with ProcessPoolExecutor(workers) as pool:
        found = pool.map(
            _cut_outs_of_part,
            [garments.images[part] for part in parts],
            [garments.labels[part] for part in parts],
            parts,
        )
        images, overlaps, labels, photos = (
            np.concatenate(column) for column in zip(*found, strict=True)
        )
    return CutOuts(images, overlaps, labels, photos)


def _cut_outs_of_part(
    images: np.ndarray, labels: np.ndarray, numbers: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    cv2.setNumThreads(1)
    rows = []
    for image, label, number in zip(images, labels, numbers, strict=True):
        photo = compose(image, int(label), np.random.default_rng([int(number), 7]))
        if photo is None:
            continue
        background = find_background(photo.color)
        color = photo.color
        if background is not None:
            color = paint_over_bars(color, background)
        for cut_out in cut_outs(color, background):
            try:
                prepared = prepare_cut_out(color, cut_out, background)
            except UnusableImage:
                continue
            seen = np.round(prepared.image * 255).astype(np.uint8)
            rows.append((seen, overlap(photo, cut_out), label, number))
    columns = zip(*rows, strict=True)
    images, overlaps, labels, photos = (np.stack(column) for column in columns)
    return images, overlaps.astype(np.float32), labels, photos.astype(np.int32)


def overlap(photo: ComposedPhoto, cut_out: CutOut) -> float:
    """Intersection over union of what was cut out and the garment."""
    found = np.zeros_like(photo.mask)
    found[cut_out.part] = cut_out.mask
    return float((found & photo.mask).sum() / max(1, (found | photo.mask).sum()))


def network() -> keras.Model:
    """Like the robust CNN, with half the filters: 60,000 parameters."""
    model = keras.Sequential([keras.Input((IMAGE_SIDE, IMAGE_SIDE, 1))], name="judge")
    for filters in (16, 32, 64):
        model.add(layers.Conv2D(filters, kernel_size=3, padding="same", use_bias=False))
        model.add(layers.MaxPooling2D(2))
        model.add(layers.BatchNormalization(momentum=0.9))
        model.add(layers.Activation("relu"))
    model.add(layers.Flatten())
    model.add(layers.Dropout(0.4))
    model.add(layers.Dense(64, activation="relu"))
    model.add(layers.Dropout(0.4))
    model.add(layers.Dense(1, name="logit"))
    return model


def examples(cut: CutOuts) -> tuple[np.ndarray, np.ndarray]:
    """Images float32 (n, 28, 28, 1) in 0..1, half of them mirrored, and whether they are good."""
    mirrored = np.random.default_rng(0).random(len(cut.images)) < 0.5
    images = np.where(mirrored[:, np.newaxis, np.newaxis], cut.images[:, :, ::-1], cut.images)
    return images[..., np.newaxis].astype(np.float32) / 255, cut.overlaps > GOOD


@click.command()
def main() -> None:
    """Train the network and write it to the assets. Takes half an hour on two cores."""
    keras.utils.set_random_seed(1)
    data = load()
    training = cut_outs_of(data.training.first(PHOTOS))
    validation = cut_outs_of(data.validation.first(VALIDATION_PHOTOS))
    click.echo(f"{len(training.images)} cut-outs, {np.mean(training.overlaps > GOOD):.0%} good")
    model = network()
    steps = EPOCHS * (len(training.images) // BATCH)
    model.compile(
        keras.optimizers.Adam(
            keras.optimizers.schedules.CosineDecay(2e-3, steps), weight_decay=0.01
        ),
        keras.losses.BinaryCrossentropy(from_logits=True),
        metrics=[keras.metrics.BinaryAccuracy(threshold=0), keras.metrics.AUC(from_logits=True)],
    )
    model.fit(
        *examples(training),
        batch_size=BATCH,
        epochs=EPOCHS,
        validation_data=examples(validation),
        verbose=2,
    )
    keras.Model(model.inputs, model.outputs, name=model.name).save(FILE)
    click.echo(f"{FILE}: {FILE.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
