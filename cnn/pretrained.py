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
    purpose: str
    """What to choose it for."""

    @property
    def path(self) -> Path:
        return ASSETS / f"{self.name}.keras"

    @cached_property
    def record(self) -> RunRecord:
        return RunRecord.from_json((ASSETS / f"{self.name}.json").read_text())


ROBUST_CNN = PretrainedModel("robust_cnn", "Robust CNN", "best for drawings and photos")

ARTICLE_CNN = PretrainedModel("article_cnn", "Article CNN", "the course article's")

BEST_CNN = PretrainedModel("best_cnn", "Best CNN", "best on the dataset")

DENSE_NETWORK = PretrainedModel("dense_network", "Dense network", "without convolutions")

PRETRAINED_MODELS = (ROBUST_CNN, ARTICLE_CNN, BEST_CNN, DENSE_NETWORK)

DEFAULT = ROBUST_CNN
"""The model that classifies drawings and photos unless another one is chosen."""


EXAMPLES = ASSETS / "examples"

DEMO = ASSETS / "demo.json"
"""A drawing that draws itself, with the default model's probabilities meanwhile."""


def example_drawings() -> dict[str, Path]:
    """A picture of each class, in class order, by the class's name."""
    return {name: EXAMPLES / f"{_file_name(name)}.png" for name in CLASS_NAMES}


def example_photos() -> dict[str, Path]:
    """Pictures that look like photos, of some classes in class order, by the class's name."""
    photos = {name: EXAMPLES / "photos" / f"{_file_name(name)}.jpg" for name in CLASS_NAMES}
    return {name: path for name, path in photos.items() if path.is_file()}


def _file_name(class_name: str) -> str:
    return class_name.lower().replace(" ", "_").replace("/", "_")
