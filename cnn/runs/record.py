"""What is kept of a finished run, as JSON beside its model: how it was trained, how good it is."""

import dataclasses
import json
from dataclasses import dataclass, replace
from typing import Any

from cnn.data.dataset import DataSource
from cnn.evaluation.metrics import Score
from cnn.runs.history import EndReason, EpochResult, History
from cnn.runs.recipe import ARTICLE, RECIPES, Recipe

MODEL_FILE = "best-cnn-model.keras"
HISTORY_FILE = "history.csv"
RECORD_FILE = "run.json"


@dataclass(frozen=True)
class RunRecord:
    recipe: str
    """Its name."""
    source: DataSource
    epochs: int
    """The maximum that was asked for."""
    batch_size: int
    learning_rate: float
    patience: int
    seed: int
    parameters: int
    history: History
    validation: Score
    """Of the weights that were kept, computed in float32."""
    test: Score
    seconds: float
    """Training and validation, without waits and pauses."""
    started: str
    """ISO 8601, UTC."""
    versions: dict[str, str]
    precision: str = "float32"
    """The Keras dtype policy it was trained with; its weights are float32 in any case."""

    @property
    def best_epoch(self) -> int:
        """The epoch whose weights were kept, counted from 1."""
        best = self.history.best
        assert best is not None, "a finished run has at least one epoch"
        return best.epoch

    @property
    def caveat(self) -> str:
        """What to add to its accuracies if they are not Fashion-MNIST's."""
        return " of generated garments" if self.source is DataSource.GENERATED else ""

    def to_json(self) -> str:
        fields = dataclasses.asdict(self)
        fields["data"] = fields.pop("source")
        fields["history"] = fields["history"]["epochs"]
        fields |= {"best_epoch": self.best_epoch, "ended": self.history.ended}
        return json.dumps(fields, indent=2) + "\n"

    @classmethod
    def from_json(cls, text: str) -> "RunRecord":
        """
        Raises:
            ValueError, KeyError, TypeError: the text is no record.
        """
        fields: dict[str, Any] = json.loads(text)
        del fields["best_epoch"]
        fields["source"] = DataSource(fields.pop("data"))
        fields["history"] = History(
            tuple(EpochResult(**epoch) for epoch in fields["history"]),
            EndReason(fields.pop("ended")),
        )
        fields["validation"] = Score(**fields["validation"])
        fields["test"] = Score(**fields["test"])
        return cls(**fields)


def recipe_of(record: RunRecord) -> Recipe:
    """The recipe of a run, with the settings it had then."""
    # A record may outlive its recipe: the run is still listed, under the name it had.
    gone = replace(ARTICLE, name=record.recipe, title=record.recipe, summary="")
    return replace(
        RECIPES.get(record.recipe, gone),
        epochs=record.epochs,
        batch_size=record.batch_size,
        learning_rate=record.learning_rate,
        patience=record.patience,
    )
