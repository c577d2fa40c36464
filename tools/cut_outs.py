"""All ways to cut out composed photos, with how well each does: what the judge learns from.

python -m tools.cut_outs cut_outs.npz
"""

from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from itertools import starmap
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import click
import numpy as np

from cnn.data.dataset import Garments, load
from cnn.errors import UnusableImage
from cnn.preprocessing.background import find_background, paint_over_bars
from cnn.preprocessing.cut_outs import CutOut, cut_outs
from cnn.preprocessing.prepare import prepare_cut_out
from tools.composed_photos import ComposedPhoto, compose

PHOTOS, VALIDATION_PHOTOS = 12_000, 1_000


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
    worn: np.ndarray
    """Bool (n,): whether somebody wears the garment."""

    @classmethod
    def load(cls, path: Path, part: str) -> "CutOuts":
        """Those of ``part``, ``"training"`` or ``"validation"``."""
        with np.load(path) as file:
            return cls(**{name: file[f"{part}_{name}"] for name in cls.__dataclass_fields__})


def cut_outs_of(garments: Garments, workers: int = 1) -> CutOuts:
    """All ways to cut out a composed photo of each garment. A fifth of a second a photo."""
    parts = np.array_split(np.arange(len(garments)), 8 * workers)
    tasks = [(garments.images[part], garments.labels[part], part) for part in parts if len(part)]
    if workers == 1:
        found = list(starmap(_cut_outs_of_part, tasks))
    else:
        # A forked process would inherit the locks of OpenCV's and TensorFlow's threads.
        with ProcessPoolExecutor(workers, get_context("spawn")) as pool:
            found = list(pool.map(_cut_outs_of_part, *zip(*tasks, strict=True)))
    columns = [np.concatenate(column) for column in zip(*found, strict=True)]
    return CutOuts(*columns)


def _cut_outs_of_part(
    images: np.ndarray, labels: np.ndarray, numbers: np.ndarray
) -> tuple[np.ndarray, ...]:
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
            rows.append((seen, overlap(photo, cut_out), label, number, photo.worn))
    types = (np.uint8, np.float32, np.uint8, np.int32, np.bool_)
    columns = zip(*rows, strict=True)
    return tuple(np.stack(column).astype(kind) for column, kind in zip(columns, types, strict=True))


def overlap(photo: ComposedPhoto, cut_out: CutOut) -> float:
    """Intersection over union of what was cut out and the garment."""
    found = np.zeros_like(photo.mask)
    found[cut_out.part] = cut_out.mask
    return float((found & photo.mask).sum() / max(1, (found | photo.mask).sum()))


@click.command()
@click.argument("output", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--photos", default=PHOTOS, show_default=True, help="Of garments to train on.")
@click.option("--workers", default=2, show_default=True, help="Processes at work.")
def main(output: Path, photos: int, workers: int) -> None:
    """Cut out photos of training and validation garments. Takes half an hour on two cores."""
    data = load()
    parts = {
        "validation": data.validation.first(VALIDATION_PHOTOS),
        "training": data.training.first(photos),
    }
    columns: dict[str, Any] = {}
    for part, garments in parts.items():
        found = cut_outs_of(garments, workers)
        columns |= {f"{part}_{name}": column for name, column in asdict(found).items()}
        click.echo(f"{part}: {len(found.images)} cut-outs of {len(garments)} photos")
    np.savez_compressed(output, **columns)


if __name__ == "__main__":
    main()
