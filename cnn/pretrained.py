"""What ships with the lab: trained models with their records, and example drawings."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from cnn.data.labels import CLASS_NAMES
from cnn.paths import ASSETS
from cnn.runs.record import RunRecord


@dataclass(frozen=True)
class PretrainedModel:
    name: str
    title: str

    @property
    def path(self) -> Path:
        return ASSETS / f"{self.name}.keras"

    @cached_property
    def record(self) -> RunRecord:
        return RunRecord.from_json((ASSETS / f"{self.name}.json").read_text())


ROBUST_CNN = PretrainedModel("robust_cnn", "Robust CNN")

ARTICLE_CNN = PretrainedModel("article_cnn", "Article CNN")

BEST_CNN = PretrainedModel("best_cnn", "Best CNN")

PRETRAINED_MODELS = (ROBUST_CNN, ARTICLE_CNN, BEST_CNN)

DEFAULT = ROBUST_CNN
"""The model that classifies drawings and photos unless another one is chosen."""


def example_drawings() -> dict[str, Path]:
    """A picture of each class, in class order, by the class's name."""
    return {
        name: ASSETS / "examples" / f"{name.lower().replace(' ', '_').replace('/', '_')}.png"
        for name in CLASS_NAMES
    }
