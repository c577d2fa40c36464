"""A model card: what a model is, how good it is, and what it is for.

After Mitchell et al., "Model cards for model reporting", FAT* 2019. Its text is Markdown, the same
on the page and in a file.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from cnn.data.dataset import DataSource
from cnn.data.labels import CLASS_NAMES
from cnn.evaluation.metrics import most_frequent_mistakes
from cnn.runs.history import EpochResult, in_digits
from cnn.runs.network import Network
from cnn.runs.record import RunRecord, recipe_of
from cnn.runs.run_name import clean_name

MISTAKES = 5
"""As many of the most frequent ones are listed."""


@dataclass(frozen=True)
class ModelCard:
    """What a card is made of."""

    name: str
    """The run's or the model's."""
    record: RunRecord
    settings: Mapping[str, str]
    """Those of the training by their names, with "recipe" and "layers"."""
    source: DataSource
    """Of the garments in ``matrix``."""
    matrix: np.ndarray
    """The confusion matrix of the validation garments, int (10, 10)."""
    revealed: bool
    """Whether the test result may be seen."""

    @property
    def title(self) -> str:
        # Visitors give runs their names, which must mean nothing in Markdown.
        return f"Model card: {clean_name(self.name)}"


@dataclass(frozen=True)
class Section:
    title: str
    text: str
    """Markdown without headings."""


def markdown(card: ModelCard) -> str:
    """The whole card."""
    parts = [f"# {card.title}", *(f"## {part.title}\n\n{part.text}" for part in sections(card))]
    return "\n\n".join([*parts, SOURCE]) + "\n"


def sections(card: ModelCard) -> list[Section]:
    """The parts of the card in order."""
    return [
        Section("What it is", _what_it_is(card)),
        Section("What it is for", PURPOSE),
        Section("What it is not for", LIMITS),
        Section("How it was trained", _training(card)),
        Section("How good it is", _figures(card)),
        Section("Where it fails", _failures(card)),
    ]


SOURCE = (
    "The parts of this card follow Mitchell et al., *Model Cards for Model Reporting* "
    "(FAT\\* 2019)."
)

PURPOSE = """\
- To learn how a network classifies pictures, and where it errs.
- Its input is a picture of a single garment: grayscale, 28 x 28 pixels, light on black as in \
Fashion-MNIST (the lab shows it dark on white). The lab brings drawings and photos into this \
form."""

LIMITS = """\
- Not for decisions about people, nor about goods that somebody sells, buys or sorts.
- Not for photos with several garments, nor for anything that is no garment: the model always \
answers with one of its ten classes.
- Its classes and pictures come from the catalog of one online shop. Other garments, such as hats, \
are unknown to it."""

ORIGINS = {
    DataSource.FASHION_MNIST: "Fashion-MNIST by Zalando Research, MIT License",
    DataSource.GENERATED: "generated garments, drawn by a model that was trained on Fashion-MNIST",
}


def _what_it_is(card: ModelCard) -> str:
    recipe = recipe_of(card.record)
    lines = [f"Recipe: {recipe.title}. {recipe.summary}".strip()]
    if isinstance(recipe.network, Network):
        lines.append(f"Layers: {card.settings['layers']}, and ten outputs")
    lines.append(f"Parameters: {card.record.parameters:,}")
    classes = ", ".join(CLASS_NAMES)
    return (
        "A neural network that says which of ten kinds of garments a picture shows: "
        f"{classes}.\n\n{_list(lines)}"
    )


def _training(card: ModelCard) -> str:
    record = card.record
    best, last = record.history.best, record.history.last
    assert best is not None and last is not None, "a finished run has at least one epoch"
    versions = ", ".join(f"{name} {version}" for name, version in record.versions.items())
    lines = [
        f"Data: {ORIGINS[record.source]}: 48,000 garments to train, 12,000 to validate, 10,000 to "
        "test",
        *(
            f"{name.capitalize()}: {value}"
            for name, value in card.settings.items()
            if name not in ("recipe", "layers")
        ),
        *filter(None, [record.beginning]),
        f"Trained for: {in_digits(last.end)} epochs in {record.seconds:,.0f} seconds, "
        f"ended by {record.history.ended}",
        f"Weights kept: {_kept(record, best)}",
        *filter(None, [_calibration(record)]),
        f"Seed: {record.seed}; number format: {record.precision}",
        f"Date: {record.started[:10]}; versions: {versions}",
    ]
    return _list(lines)


def _kept(record: RunRecord, best: EpochResult) -> str:
    if record.averaged:
        return f"the mean of those after epochs {' and '.join(map(str, record.averaged))}"
    return f"those after epoch {in_digits(best.end)}, where the validation loss was lowest"


def _calibration(record: RunRecord) -> str:
    if record.temperature == 1:
        return ""
    return (
        f"Calibrated: its logits were divided by {record.temperature:.2f}, so that it is as sure "
        "of drawings and photos as it is right; of the dataset's own images, it gets more right "
        "than it says"
    )


def _figures(card: ModelCard) -> str:
    record = card.record
    test = "sealed, to be looked at once, at the end"
    if card.revealed:
        test = f"accuracy {record.test.accuracy:.1%}, loss {record.test.loss:.3f}"
    validation = f"accuracy {record.validation.accuracy:.1%}, loss {record.validation.loss:.3f}"
    figures = _list([f"Validation{record.caveat}: {validation}", f"Test{record.caveat}: {test}"])
    rows = [
        f"| {name} | {f'{recall:.1%}' if recall is not None else 'no garments'} |"
        for name, recall in zip(CLASS_NAMES, _recalls(card.matrix), strict=True)
    ]
    return "\n".join(
        [
            figures,
            "",
            f"Recall: of the garments of a class, how many it recognizes ({_garments(card)}).",
            "",
            "| Class | Recall |",
            "| --- | ---: |",
            *rows,
        ]
    )


def _failures(card: ModelCard) -> str:
    mistakes = most_frequent_mistakes(card.matrix, MISTAKES)
    if not mistakes:
        return f"It makes no mistakes on {_garments(card)}."
    recalls = zip(_recalls(card.matrix), CLASS_NAMES, strict=True)
    recall, weakest = min((recall, name) for recall, name in recalls if recall is not None)
    listed = _list(
        f"{CLASS_NAMES[label]} taken for {CLASS_NAMES[answer]}: {count:,}"
        for label, answer, count in mistakes
    )
    return (
        f"Its weakest class is {weakest}: it recognizes {recall:.1%} of its garments. Its most "
        f"frequent mistakes on {_garments(card)}:\n\n{listed}"
    )


def _garments(card: ModelCard) -> str:
    kind = "generated " if card.source is DataSource.GENERATED else ""
    return f"{card.matrix.sum():,} {kind}validation garments"


def _recalls(matrix: np.ndarray) -> list[float | None]:
    """Of each class, 0..1; ``None`` if it has no garments."""
    pairs = zip(matrix.diagonal(), matrix.sum(axis=1), strict=True)
    return [float(right / all) if all else None for right, all in pairs]


def _list(lines: Iterable[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)
