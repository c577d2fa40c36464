"""The garment that a model is looked into with: the visitor's own, or one of the dataset."""

from dataclasses import dataclass

import numpy as np

from cnn.data.dataset import Dataset
from cnn.data.labels import CLASS_NAMES
from cnn.ui.components.model_picker import TrainedModel
from cnn.ui.components.reserved import reserved
from cnn.ui.resources import classifier
from cnn.ui.state import state

OWN = "Your garment"

WIDTH = 420


@dataclass(frozen=True)
class GarmentAtHand:
    name: str
    image: np.ndarray
    """Float32 (28, 28) in 0..1."""


def garment_at_hand(model: TrainedModel, data: Dataset | None) -> GarmentAtHand | None:
    """``None`` if there is none: nothing has been drawn, and the dataset is not there yet."""
    names = list(CLASS_NAMES) if data is not None else []
    prepared = state().prepared.result
    if prepared is not None:
        names.insert(0, OWN)
    if not names:
        return None
    chosen = reserved("garment", height=68, width=WIDTH).selectbox(
        "Garment",
        names,
        key="garment_at_hand",
        persist_state="session",
        help="Yours is the last one that you drew or showed on the first page; the others are the "
        "first of each class among the validation garments.",
    )
    if chosen == OWN and prepared is not None:
        return GarmentAtHand(chosen, classifier(model.path).recognize(prepared.image).image)
    assert data is not None
    first = int(np.flatnonzero(data.validation.labels == CLASS_NAMES.index(chosen))[0])
    return GarmentAtHand(chosen, data.validation.images[first].astype(np.float32) / 255)
