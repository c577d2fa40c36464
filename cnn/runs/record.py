"""A trained model's record: how it came about and how good it is, kept beside it as JSON."""

import dataclasses
import json
from dataclasses import dataclass, replace
from typing import Any

from cnn.data.dataset import GENERATED
from cnn.runs.events import EpochResult
from cnn.runs.recipe import RECIPES, Recipe

MODEL_FILE = "best-cnn-model.keras"
HISTORY_FILE = "history.csv"
RECORD_FILE = "run.json"


@dataclass(frozen=True)
class Score:
    """``loss``: mean cross-entropy in nats; ``accuracy`` in 0..1."""

    loss: float
    accuracy: float


@dataclass(frozen=True)
class RunRecord:
    recipe: str
    data: str
    """Where the images came from: a key of ``cnn.dataset.SOURCES``."""
    epochs: int
    """At most so many were asked for."""
    batch_size: int
    learning_rate: float
    patience: int
    seed: int
    parameters: int
    history: tuple[EpochResult, ...]
    best_epoch: int
    """Counted from 1; the epoch whose weights were kept."""
    ended: str
    """``early stopping``, ``all epochs`` or ``stopped by hand``."""
    validation: Score
    test: Score
    seconds: float
    """Training and validating, without waits and pauses."""
    started: str
    """ISO 8601, UTC."""
    versions: dict[str, str]
    precision: str = "float32"
    """Keras's name of the one that was computed in; weights are float32 in any case."""

    @property
    def of_what(self) -> str:
        """What to add to its accuracies: nothing where they are Fashion-MNIST's."""
        return " of generated garments" if self.data == GENERATED else ""

    def to_json(self) -> str:
        return json.dumps(dataclasses.asdict(self), indent=2) + "\n"

    @classmethod
    def from_json(cls, text: str) -> "RunRecord":
        fields: dict[str, Any] = json.loads(text)
        fields["history"] = tuple(EpochResult(**epoch) for epoch in fields["history"])
        fields["validation"] = Score(**fields["validation"])
        fields["test"] = Score(**fields["test"])
        return cls(**fields)

    def history_csv(self) -> str:
        return history_csv(self.history)


def history_csv(history: tuple[EpochResult, ...]) -> str:
    """One line an epoch under a header of the figures' names."""
    names = [field.name for field in dataclasses.fields(EpochResult)]
    lines = [names, *([getattr(epoch, name) for name in names] for epoch in history)]
    return "".join(",".join(str(cell) for cell in line) + "\n" for line in lines)


def recipe_of(record: RunRecord) -> Recipe:
    """The recipe that a run was made by, with the settings it had then."""
    # A record may outlive its recipe: it is still shown, under the name it had.
    known = RECIPES.get(record.recipe) or Recipe(record.recipe, record.recipe, "", record.recipe)
    return replace(
        known,
        epochs=record.epochs,
        batch_size=record.batch_size,
        learning_rate=record.learning_rate,
        patience=record.patience,
    )
