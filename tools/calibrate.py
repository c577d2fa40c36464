"""Makes a trained network as sure of drawings and photos as it is often right.

python -m tools.calibrate cut_outs.npz assets/robust_cnn.keras, after ``tools.cut_outs``.
"""

from dataclasses import replace
from pathlib import Path

import click
import keras
import numpy as np
import tensorflow as tf

from cnn.data.dataset import Garments, load
from cnn.evaluation.calibration import (
    at_temperature,
    expected_calibration_error,
    fit_temperature,
    reliability,
)
from cnn.nn.augmentation.drawings import draw
from cnn.nn.augmentation.shapes import garment_masks
from cnn.nn.classifier import Classifier
from cnn.nn.explain.familiarity import Familiarity
from cnn.nn.judge import Judge
from cnn.runs.record import RunRecord
from tools.cut_outs import CutOuts

BATCH = 500

SURE = 0.97


def drawings(garments: Garments) -> np.ndarray:
    """Each garment as a drawing, float32 (n, 28, 28) in 0..1."""
    parts = []
    for start in range(0, len(garments), BATCH):
        part = slice(start, start + BATCH)
        images, masks = (
            tf.constant(pixels[part].astype(np.float32) / 255)
            for pixels in (garments.images, garment_masks(garments.images))
        )
        labels = tf.constant(garments.labels[part])
        parts.append(draw(images, masks, labels, tf.constant([start, 9], tf.int64)).numpy())
    return np.concatenate(parts)


def best_cut_outs(cut: CutOuts, judge: Judge) -> tuple[np.ndarray, np.ndarray]:
    """Of each photo the cut-out that the judge chooses: float32 (n, 28, 28) in 0..1, and labels."""
    images = cut.images.astype(np.float32) / 255
    chosen = []
    for photo in np.unique(cut.photos):
        ways = np.flatnonzero(cut.photos == photo)
        chosen.append(ways[judge.best(images[ways])])
    return images[chosen], cut.labels[chosen]


def divide_logits(model: keras.Model, temperature: float) -> None:
    """Divides the logits of a model with softmax at the end by a number."""
    last = model.layers[-1]
    last.set_weights([weights / temperature for weights in last.get_weights()])


@click.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.argument("model", type=click.Path(path_type=Path, exists=True, dir_okay=False))
def main(file: Path, model: Path) -> None:
    """Fit the temperature of MODEL on variants of validation garments, with the photos that FILE
    has cut out. Changes the model and the record beside it.
    """
    record_file = model.with_suffix(".json")
    record = RunRecord.from_json(record_file.read_text())
    classifier = Classifier.load(model)
    judge = Judge.load(Familiarity.load(), classifier)
    photos, labels = best_cut_outs(CutOuts.load(file, "validation"), judge)
    data = load()
    garments = data.validation.first(len(labels))
    images = np.concatenate([drawings(garments), photos])
    truth = np.concatenate([garments.labels, labels])
    probabilities = np.stack([each.probabilities for each in classifier.recognize_each(images)])
    temperature = fit_temperature(probabilities, truth)
    _print_calibration("before", probabilities, truth)
    _print_calibration("after", at_temperature(probabilities, temperature), truth)
    divide_logits(classifier.model, temperature)
    calibrated = replace(
        record,
        temperature=round(record.temperature * temperature, 3),
        validation=classifier.score(data.validation),
        test=classifier.score(data.test),
    )
    classifier.model.save(model)
    record_file.write_text(calibrated.to_json())
    click.echo(f"temperature {temperature:.2f}")


def _print_calibration(name: str, probabilities: np.ndarray, truth: np.ndarray) -> None:
    error = expected_calibration_error(reliability(probabilities, truth))
    sure = probabilities.max(axis=1) >= SURE
    right = (probabilities.argmax(axis=1) == truth)[sure].mean()
    click.echo(
        f"{name}: calibration error {error:.3f}, of {sure.mean():.0%} that are {SURE:.0%} sure "
        f"{right:.1%} right"
    )


if __name__ == "__main__":
    main()
