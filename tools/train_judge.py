"""Trains the network in assets/judge.keras, which tells how well a garment is cut out.

python -m tools.train_judge cut_outs.npz, which ``tools.cut_outs`` made.
"""

from pathlib import Path

import click
import keras
import numpy as np
from keras import layers

from cnn.data.labels import IMAGE_SIDE
from cnn.nn.judge import FILE
from tools.cut_outs import CutOuts

GOOD = 0.85
"""The intersection over union with the garment from which a cut-out is a good one."""

EPOCHS, BATCH = 10, 128


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
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
def main(file: Path) -> None:
    """Train the network on the cut-outs in FILE and write it to the assets. Takes minutes."""
    keras.utils.set_random_seed(1)
    training, validation = (CutOuts.load(file, part) for part in ("training", "validation"))
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
