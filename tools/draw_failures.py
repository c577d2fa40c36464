"""Draws assets/failures.png: the first drawings and photos that the default network gets wrong.

Outlined and composed garments of the validation set stand for what people bring.

python -m tools.draw_failures
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import tensorflow as tf
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image

from cnn import pretrained
from cnn.data.dataset import Garments, load
from cnn.data.labels import CLASS_NAMES
from cnn.errors import UnusableImage
from cnn.nn.augmentation.drawings import draw
from cnn.nn.augmentation.shapes import garment_masks
from cnn.nn.classifier import Classifier, Recognition
from cnn.nn.explain.familiarity import Familiarity
from cnn.nn.judge import Judge
from cnn.paths import ASSETS
from cnn.preprocessing.prepare import prepare_in_every_way
from tools.composed_photos import compose
from tools.sketches import sketch

FILE = ASSETS / "failures.png"

EACH = 8
"""Failures of each kind."""


@dataclass(frozen=True)
class Failure:
    picture: Image.Image
    recognition: Recognition
    label: int


def sketches(garments: Garments) -> Iterator[Image.Image]:
    """Each garment as somebody in a hurry draws it."""
    rng = np.random.default_rng(4)
    for number, (image, label) in enumerate(zip(garments.images, garments.labels, strict=True)):
        pixels, masks = (
            tf.constant(each[np.newaxis].astype(np.float32) / 255)
            for each in (image, garment_masks(image[np.newaxis])[0])
        )
        posed = draw(pixels, masks, tf.constant([label]), tf.constant([number, 11], tf.int64))
        yield sketch(posed[0].numpy(), rng)


def photos(garments: Garments) -> Iterator[Image.Image | None]:
    for number, (image, label) in enumerate(zip(garments.images, garments.labels, strict=True)):
        photo = compose(image, int(label), np.random.default_rng([number, 13]))
        yield None if photo is None else Image.fromarray(photo.color)


def failures(
    pictures: Iterator[Image.Image | None],
    labels: np.ndarray,
    recognize: Callable[[Image.Image], Recognition],
) -> tuple[list[Failure], int]:
    """The first ones, and how many pictures it took."""
    found: list[Failure] = []
    seen = 0
    for picture, label in zip(pictures, labels, strict=True):
        if picture is None:
            continue
        try:
            recognition = recognize(picture)
        except UnusableImage:
            continue
        seen += 1
        if recognition.probabilities.argmax() != label:
            found.append(Failure(picture, recognition, int(label)))
        if len(found) == EACH:
            break
    return found, seen


def figure(rows: dict[str, list[Failure]]) -> Figure:
    """A row of pictures, and below it what the network saw, of each kind."""
    sheet = Figure(figsize=(1.25 * EACH, 3.4 * len(rows)), dpi=100, facecolor="white")
    axes = sheet.subplots(2 * len(rows), EACH, gridspec_kw={"hspace": 0.35, "wspace": 0.08})
    for axis in axes.flat:
        axis.axis("off")
    for row, (title, found) in enumerate(rows.items()):
        axes[2 * row][0].text(
            0, 1.25, title, transform=axes[2 * row][0].transAxes, fontsize=10, weight="bold"
        )
        for column, failure in enumerate(found):
            above, below = axes[2 * row][column], axes[2 * row + 1][column]
            above.imshow(failure.picture)
            above.set_title(CLASS_NAMES[failure.label], fontsize=8)
            below.imshow(failure.recognition.image, cmap="gray", vmin=0, vmax=1)
            said = failure.recognition.probabilities
            below.set_title(f"{CLASS_NAMES[said.argmax()]} {said.max():.0%}", fontsize=8)
    return sheet


def main() -> None:
    classifier = Classifier.load(pretrained.DEFAULT.path)
    judge = Judge.load(Familiarity.load(), classifier)

    def recognize(picture: Image.Image) -> Recognition:
        images = np.stack([way.image for way in prepare_in_every_way(picture)])
        return classifier.recognize(images[judge.best(images)])

    garments = load().validation
    rows = {}
    for title, pictures in (("drawings", sketches(garments)), ("photos", photos(garments))):
        found, seen = failures(pictures, garments.labels, recognize)
        rows[f"{EACH} of the first {seen} {title}: what they are, and what the network said"] = (
            found
        )
    sheet = figure(rows)
    FigureCanvasAgg(sheet)
    sheet.savefig(FILE, bbox_inches="tight")


if __name__ == "__main__":
    main()
