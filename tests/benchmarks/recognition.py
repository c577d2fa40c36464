"""How often drawings and photos are recognized: python -m tests.benchmarks.recognition FOLDER

FOLDER contains pictures and a manifest.csv with the columns file, source and accept: the labels
that count as right, joined by "|". Prints top-1 and top-3 accuracy for each source, as the mean
over its classes (pictures with the same accept), of three methods:

- naive: the article's CNN on the whole picture, resized to 28x28 gray and not inverted
- article: the article's CNN after the lab's preprocessing
- robust: the robust CNN after the lab's preprocessing
"""

import csv
import sys
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import numpy as np

from cnn import pretrained
from cnn.data.labels import CLASS_NAMES, IMAGE_SIDE
from cnn.errors import UnusableImage
from cnn.nn.classifier import Classifier
from cnn.preprocessing.image_file import open_picture
from cnn.preprocessing.prepare import prepare

Answer = Callable[[Path], np.ndarray]
"""From a picture file to probabilities (10,)."""


def main(folder: Path) -> None:
    with (folder / "manifest.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    article = Classifier.load(pretrained.ARTICLE_CNN.path)
    robust = Classifier.load(pretrained.ROBUST_CNN.path)
    methods: dict[str, Answer] = {
        "naive": lambda path: article.classify(_naively(path)[np.newaxis])[0],
        "article": lambda path: _prepared(article, path),
        "robust": lambda path: _prepared(robust, path),
    }
    sources = list(dict.fromkeys(row["source"] for row in rows))
    print(f"| {'method':8} |", " | ".join(f"{source} top-1 | top-3" for source in sources), "|")
    print("| --- |", " | ".join(["---: | ---:"] * len(sources)), "|")
    for name, answer in methods.items():
        accuracies = []
        for source in sources:
            of_source = [row for row in rows if row["source"] == source]
            top = [_ranks(answer, folder, row) for row in of_source]
            for most in (1, 3):
                hits = [rank < most for rank in top]
                accuracies.append(_mean_over_classes(hits, [row["accept"] for row in of_source]))
        print(
            f"| {name:8} |",
            " | ".join(f"{accuracy:.3f}" for accuracy in accuracies),
            "|",
            flush=True,
        )


def _naively(path: Path) -> np.ndarray:
    small = open_picture(path).convert("L").resize((IMAGE_SIDE, IMAGE_SIDE))
    return np.asarray(small, np.float32) / 255


def _prepared(classifier: Classifier, path: Path) -> np.ndarray:
    try:
        return classifier.recognize(prepare(open_picture(path)).image).probabilities
    except UnusableImage:
        return np.full(len(CLASS_NAMES), np.nan)


def _ranks(answer: Answer, folder: Path, row: dict[str, str]) -> int:
    """How many wrong classes rank above the first right one; all ten if there is no answer."""
    probabilities = answer(folder / row["file"])
    if np.isnan(probabilities).any():
        return len(CLASS_NAMES)
    right = {int(number) for number in row["accept"].split("|")}
    order = np.argsort(-probabilities)
    return next(rank for rank, number in enumerate(order) if int(number) in right)


def _mean_over_classes(hits: list[bool], classes: list[str]) -> float:
    by_class = defaultdict(list)
    for hit, accepted in zip(hits, classes, strict=True):
        by_class[accepted].append(hit)
    return float(np.mean([np.mean(group) for group in by_class.values()]))


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]))
