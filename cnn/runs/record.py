"""What is kept of a finished run, as JSON beside its model: how it was trained, how good it is."""

import dataclasses
import json
from dataclasses import dataclass, replace
from typing import Any

from cnn.data.dataset import DataSource
from cnn.evaluation.metrics import Score
from cnn.runs.branch import Branch
from cnn.runs.history import EndReason, History
from cnn.runs.network import AnyNetwork
from cnn.runs.network_json import from_plain, to_plain
from cnn.runs.recipe import ARTICLE, OWN, OWN_TITLE, RECIPES, OptimizerName, Recipe

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
    patience: int | None
    seed: int
    parameters: int
    history: History
    validation: Score
    """Of the weights that were kept, computed in float32."""
    test: Score
    seconds: float
    """Training and validation, without waits and pauses; what a branch inherits counts as well."""
    started: str
    """ISO 8601, UTC."""
    versions: dict[str, str]
    precision: str = "float32"
    """The Keras dtype policy it was trained with; its weights are float32 in any case."""
    training_images: int = 48_000
    """How many it was trained on."""
    optimizer: OptimizerName = OptimizerName.ADAM
    network: AnyNetwork | None = None
    """``None`` in records of earlier versions: it is the recipe's."""
    branch: Branch | None = None
    """Where it has branched off; ``None`` if it was trained from the beginning."""
    weights: str | None = None
    """The name of the file with whose weights it began; ``None``: new ones."""
    averaged: tuple[int, ...] = ()
    """The epochs after which the weights were taken whose mean was kept (stochastic weight
    averaging, Izmailov et al., arxiv.org/abs/1803.05407); empty: those of the best epoch were."""
    temperature: float = 1.0
    """What the logits were divided by after the training, so that it is as sure as it is right."""

    @property
    def best_epoch(self) -> int:
        """The epoch whose weights were kept, counted from 1."""
        best = self.history.best
        assert best is not None, "a finished run has at least one epoch"
        return best.epoch

    @property
    def beginning(self) -> str:
        """Sentences that say with what it began; empty if with new weights."""
        sentences = []
        if self.weights:
            sentences.append(f"The run began with the weights of {self.weights}.")
        if self.branch:
            parent, place = self.branch.parent_name, self.branch.place
            sentences.append(f"The run went on from another one, {parent}, after {place}.")
        return " ".join(sentences)

    @property
    def stopped_at(self) -> tuple[int, int] | None:
        """The batch of the last epoch at which it was stopped by hand, and how many there are."""
        last = self.history.last
        if last is None or self.history.ended is not EndReason.STOPPED:
            return None
        batches = -(-self.training_images // self.batch_size)
        return round(last.completed * batches), batches

    @property
    def caveat(self) -> str:
        """What to add to its accuracies if they are not Fashion-MNIST's."""
        return " of generated garments" if self.source is DataSource.GENERATED else ""

    def to_json(self) -> str:
        fields = dataclasses.asdict(self)
        fields["data"] = fields.pop("source")
        if self.network is not None:
            fields["network"] = to_plain(self.network)
        history = fields.pop("history")
        fields["history"], fields["trace"] = history["epochs"], history["trace"]
        fields |= {"best_epoch": self.best_epoch, "ended": self.history.ended}
        return json.dumps(fields, indent=2) + "\n"

    @classmethod
    def from_json(cls, text: str) -> "RunRecord":
        """
        Raises:
            ValueError, KeyError, TypeError, UnbuildableNetwork: the text is no record.
        """
        fields: dict[str, Any] = json.loads(text)
        del fields["best_epoch"]
        fields["source"] = DataSource(fields.pop("data"))
        branch = Branch(**fields["branch"]) if fields.get("branch") else None
        fields["history"] = History.from_plain(
            {
                "epochs": fields["history"],
                "ended": fields.pop("ended"),
                "trace": fields.pop("trace", ()),
                "inherited": int(branch.epochs) if branch else 0,
            }
        )
        fields["branch"] = branch
        fields["averaged"] = tuple(fields.get("averaged", ()))
        fields["validation"] = Score(**fields["validation"])
        fields["test"] = Score(**fields["test"])
        fields["optimizer"] = OptimizerName(fields.get("optimizer", OptimizerName.ADAM))
        if fields.get("network") is not None:
            fields["network"] = from_plain(fields["network"])
        if not fields["history"]:
            raise ValueError("a finished run has at least one epoch")
        return cls(**fields)


def recipe_of(record: RunRecord) -> Recipe:
    """The recipe of a run, with the settings it had then."""
    # A record may outlive its recipe: the run is still listed, under the name it had.
    title = OWN_TITLE if record.recipe == OWN else record.recipe
    gone = replace(ARTICLE, name=record.recipe, title=title, summary="")
    recipe = RECIPES.get(record.recipe, gone)
    return replace(
        recipe,
        network=record.network or recipe.network,
        optimizer=record.optimizer,
        epochs=record.epochs,
        batch_size=record.batch_size,
        learning_rate=record.learning_rate,
        patience=record.patience,
        training_images=record.training_images,
    )
