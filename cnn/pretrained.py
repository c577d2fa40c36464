"""What ships with the lab: trained models with their records, and example drawings."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from cnn.runs.record import RunRecord

FOLDER = Path(__file__).resolve().parent.parent / "assets"


@dataclass(frozen=True)
class ShippedModel:
    name: str
    title: str

    @property
    def path(self) -> Path:
        return FOLDER / f"{self.name}.keras"

    @cached_property
    def record(self) -> RunRecord:
        return RunRecord.from_json((FOLDER / f"{self.name}.json").read_text())


ROBUST_CNN = ShippedModel("robust_cnn", "Robust CNN")

ARTICLE_CNN = ShippedModel("article_cnn", "Article CNN")

BEST_CNN = ShippedModel("best_cnn", "Best CNN")

SHIPPED_MODELS = (ROBUST_CNN, ARTICLE_CNN, BEST_CNN)

DEFAULT = ROBUST_CNN
"""What answers drawings and photos where nobody has chosen."""


def example_drawings() -> dict[str, Path]:
    """The pictures to try, by their title."""
    return {
        path.stem.replace("_", " ").capitalize(): path
        for path in sorted((FOLDER / "examples").glob("*.png"))
    }
