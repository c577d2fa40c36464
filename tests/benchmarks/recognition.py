"""How often drawings and photos are recognized: python -m tests.benchmarks.recognition FOLDER

FOLDER contains pictures and a manifest.csv with the columns file, source and accept: the numbers of
the classes that count as right, joined by "|". Accuracy is the mean over the classes of a source
(pictures with the same accept), so that common garments do not hide rare ones.

Prints the accuracy of four methods for each source, with intervals that the bootstrap (Efron and
Tibshirani, 1993) gives 95 times in 100, and for the last method what it takes for what:

- naive: the article's CNN on the whole picture, resized to 28x28 gray and not inverted
- article: the article's CNN after the lab's preparation, photos cut out as the judge chooses
- one way: the lab's default model, photos cut out in the first way only
- default: the same, photos cut out in the way that the judge chooses
"""

import csv
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import click
import numpy as np

from cnn import pretrained
from cnn.data.labels import CLASS_NAMES, IMAGE_SIDE
from cnn.errors import UnusableImage
from cnn.nn.classifier import Classifier
from cnn.nn.explain.familiarity import Familiarity
from cnn.nn.judge import Judge
from cnn.preprocessing.image_file import open_picture
from cnn.preprocessing.prepare import PreparedImage, prepare_in_every_way

Answer = Callable[[Path], np.ndarray]
"""From a picture file to probabilities (10,); zeros if it cannot be used."""

RESAMPLES = 2000

SURE = 0.97


@dataclass(frozen=True)
class Pictures:
    """Those of one source, with the answers of one method."""

    accepted: list[str]
    """Of each picture, as in the manifest."""
    probabilities: np.ndarray
    """(n, 10)."""

    @property
    def ranks(self) -> np.ndarray:
        """How many wrong classes rank above the first right one: int (n,); 10 without an answer."""
        order = np.argsort(-self.probabilities, axis=1, kind="stable")
        right = [classes(accept) for accept in self.accepted]
        ranks = [
            min(list(places).index(each) for each in accept)
            for places, accept in zip(order, right, strict=True)
        ]
        return np.where(self.probabilities.any(axis=1), ranks, len(CLASS_NAMES))

    def accuracy(self, most: int) -> float:
        """The share whose right class is among the first ``most``, mean over classes."""
        return _mean_over_groups(self.ranks < most, self._groups())

    def interval(self) -> tuple[float, float]:
        """Of the top-1 accuracy, over samples of each class with replacement."""
        rng = np.random.default_rng(0)
        hits, groups = self.ranks < 1, self._groups()
        means = [
            np.mean([hits[rng.choice(group, len(group))].mean() for group in groups])
            for _ in range(RESAMPLES)
        ]
        low, high = np.quantile(means, (0.025, 0.975))
        return float(low), float(high)

    def confusion(self) -> dict[str, np.ndarray]:
        """For the pictures of each accept, how many got which answer: int (10,)."""
        answers, accepted = self.probabilities.argmax(axis=1), np.array(self.accepted)
        answered = self.probabilities.any(axis=1)
        return {
            accept: np.bincount(answers[(accepted == accept) & answered], minlength=10)
            for accept in sorted(set(self.accepted))
        }

    def _groups(self) -> list[np.ndarray]:
        accepted = np.array(self.accepted)
        return [np.flatnonzero(accepted == accept) for accept in sorted(set(self.accepted))]


def classes(accept: str) -> list[int]:
    return [int(number) for number in accept.split("|")]


def _mean_over_groups(hits: np.ndarray, groups: list[np.ndarray]) -> float:
    return float(np.mean([hits[group].mean() for group in groups]))


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--model", type=click.Path(exists=True, path_type=Path), help="Instead of the default."
)
def main(folder: Path, model: Path | None) -> None:
    """Measure recognition on the pictures of FOLDER, which has a manifest.csv."""
    with (folder / "manifest.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    article = Classifier.load(pretrained.ARTICLE_CNN.path)
    default = Classifier.load(model or pretrained.DEFAULT.path)
    familiarity = Familiarity.load()

    def judged(classifier: Classifier) -> Answer:
        judge = Judge.load(familiarity, classifier)

        def choose(ways: list[PreparedImage]) -> int:
            return judge.best(np.stack([way.image for way in ways]))

        return lambda path: _prepared(classifier, path, choose)

    methods: dict[str, Answer] = {
        "naive": lambda path: article.classify(_naively(path)[np.newaxis])[0],
        "article": judged(article),
        "one way": lambda path: _prepared(default, path, lambda ways: 0),
        "default": judged(default),
    }
    by_source = {}
    print_heads(list(dict.fromkeys(row["source"] for row in rows)))
    for name, answer in methods.items():
        by_source = answers(answer, folder, rows)
        print_accuracies(name, by_source)
    for source, pictures in by_source.items():
        print_confusion(source, pictures)
    print_sureness(by_source)


def answers(answer: Answer, folder: Path, rows: list[dict[str, str]]) -> dict[str, Pictures]:
    found = {}
    for source in dict.fromkeys(row["source"] for row in rows):
        of_source = [row for row in rows if row["source"] == source]
        probabilities = np.stack([answer(folder / row["file"]) for row in of_source])
        found[source] = Pictures([row["accept"] for row in of_source], probabilities)
    return found


def _naively(path: Path) -> np.ndarray:
    small = open_picture(path).convert("L").resize((IMAGE_SIDE, IMAGE_SIDE))
    return np.asarray(small, np.float32) / 255


def _prepared(
    classifier: Classifier, path: Path, choose: Callable[[list[PreparedImage]], int]
) -> np.ndarray:
    try:
        ways = list(prepare_in_every_way(open_picture(path)))
    except UnusableImage:
        return np.zeros(len(CLASS_NAMES), np.float32)
    return classifier.recognize(ways[choose(ways)].image).probabilities


def print_heads(sources: list[str]) -> None:
    columns = [f"{source}: first, interval, first three" for source in [*sources, "mean"]]
    print(f"| {'':8} | {' | '.join(columns)} |")
    print(f"| --- |{' ---: |' * len(columns)}")


def print_accuracies(name: str, by_source: dict[str, Pictures]) -> None:
    cells = []
    for pictures in by_source.values():
        low, high = pictures.interval()
        cells.append(
            f"{pictures.accuracy(1):.3f} ({low:.3f}-{high:.3f}) {pictures.accuracy(3):.3f}"
        )
    mean = np.mean([pictures.accuracy(1) for pictures in by_source.values()])
    print(f"| {name:8} | {' | '.join([*cells, f'{mean:.3f}'])} |", flush=True)


def print_confusion(source: str, pictures: Pictures) -> None:
    """A row for the pictures of each class, a column for each answer."""
    print(f"\n| {source} | right |", " | ".join(CLASS_NAMES), "|")
    print("| --- | ---: |", " | ".join(["---:"] * len(CLASS_NAMES)), "|")
    for accept, counts in pictures.confusion().items():
        right = classes(accept)
        number = pictures.accepted.count(accept)
        share = f"{counts[right].sum() / number:.2f} of {number}"
        names = " or ".join(CLASS_NAMES[each] for each in right)
        print(f"| {names} | {share} |", " | ".join(str(count or "") for count in counts), "|")


def print_sureness(by_source: dict[str, Pictures]) -> None:
    print(f"\n| at least {SURE:.0%} sure | of the pictures | right |\n| --- | ---: | ---: |")
    for source, pictures in by_source.items():
        sure = pictures.probabilities.max(axis=1) >= SURE
        right = (pictures.ranks < 1)[sure]
        share = f"{right.mean():.2f}" if len(right) else ""
        print(f"| {source} | {sure.mean():.2f} | {share} |")


if __name__ == "__main__":
    main()
