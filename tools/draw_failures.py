"""Draws assets/failures.png: the first drawings and photos that the default network gets wrong.

Outlined and composed garments of the validation set stand for what people bring.

python -m tools.draw_failures
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image, ImageOps

from cnn import pretrained
from cnn.data.dataset import Garments, load
from cnn.data.labels import CLASS_NAMES
from cnn.errors import UnusableImage
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
    for image in garments.images:
        yield sketch(image.astype(np.float32) / 255, rng)


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
    sheet = Figure(figsize=(1.25 * EACH, 3.3 * len(rows)), dpi=100, facecolor="white")
    parts = sheet.subfigures(len(rows), 1, squeeze=False)[:, 0]
    for part, (title, found) in zip(parts, rows.items(), strict=True):
        part.suptitle(title, x=0.02, ha="left", fontsize=10, weight="bold")
        axes = part.subplots(2, EACH, gridspec_kw={"hspace": 0.25, "wspace": 0.1})
        part.subplots_adjust(left=0.02, right=0.98, top=0.83, bottom=0.02)
        for (above, below), failure in zip(axes.T, found, strict=True):
            above.imshow(_square(failure.picture))
            above.set_title(CLASS_NAMES[failure.label], fontsize=8)
            below.imshow(failure.recognition.image, cmap="gray", vmin=0, vmax=1)
            said = failure.recognition.probabilities
            below.set_title(f"{CLASS_NAMES[said.argmax()]} {said.max():.0%}", fontsize=8)
            above.axis("off")
            below.axis("off")
    return sheet


def _square(picture: Image.Image) -> Image.Image:
    return ImageOps.pad(picture.convert("RGB"), (140, 140), color="white")


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
        heading = f"The {EACH} mistakes among {seen} {title}: what they are, and what it said"
        rows[heading] = found
    sheet = figure(rows)
    FigureCanvasAgg(sheet)
    sheet.savefig(FILE)


if __name__ == "__main__":
    main()
