"""A map of the garments, as the network sees them: near each other if it finds them similar.

The browser draws it, from one sheet with all pictures. It opens a garment without asking the
server.
"""

import base64
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from cnn.concurrency import BackgroundTask
from cnn.data.dataset import Dataset, DataSource
from cnn.data.labels import CLASS_NAMES, IMAGE_SIDE
from cnn.evaluation.garment_map import NEIGHBORS, STAGES, GarmentMap, Unfolding
from cnn.plots.sprites import CLASS_COLORS, as_transparency, columns_of
from cnn.ui.components.model_picker import TrainedModel
from cnn.ui.components.reserved import reserved
from cnn.ui.resources import classifier, garment_answers, garment_sheet, unfolding
from cnn.ui.resources import garment_map as garment_map_of
from cnn.ui.state import state

if TYPE_CHECKING:
    from cnn.nn.classifier import Classifier

PCA, TSNE = "PCA", "t-SNE"

HEIGHT = 640
"""Of the map with its legend in a wide window, in pixels."""

NOTE_HEIGHT = 48
"""Of the progress, and of what takes its place."""

POLL = 0.5
"""Seconds between two looks at the progress."""

RESOLUTION = 9_999
"""Steps across the map: positions are whole numbers, which are short."""

_FILES = Path(__file__).parent

_component = st.components.v2.component(
    "garment_map",
    css=(_FILES / "garment_map.css").read_text("utf-8"),
    js="".join(
        (_FILES / name).read_text("utf-8") for name in ("garment_map_plane.js", "garment_map.js")
    ),
)


def garment_map(model: TrainedModel, data: Dataset) -> None:
    """The validation garments, and the visitor's own one among them."""
    shown = garment_map_of(model.path, data.source, data)
    kind = "generated" if data.source == DataSource.GENERATED else "validation"
    st.caption(
        f"Each picture is one of {len(shown):,} {kind} garments, colored by its label. The closer "
        "two of them are, the more alike the network finds them."
    )
    unfolds = unfolding(model.path, data.source, shown)
    # The map need not wait for them: they are only shown with a garment that is open.
    answers = garment_answers(model.path, data.source, data, shown)
    if answers.error is None:
        answers.start()
    polled = unfolds.task.running or answers.running
    view = st.fragment(_map, run_every=POLL if polled else None)
    view(model, data, shown, unfolds, answers, polled)


def _map(
    model: TrainedModel,
    data: Dataset,
    shown: GarmentMap,
    unfolds: Unfolding,
    answers: BackgroundTask[np.ndarray],
    polled: bool,
) -> None:
    choice, beside = st.columns([1, 4], vertical_alignment="center")
    by_tsne = (
        choice.segmented_control(
            "Projection",
            [PCA, TSNE],
            default=PCA,
            required=True,
            key="projection",
            persist_state="session",
            label_visibility="collapsed",
        )
        == TSNE
    )
    if by_tsne and unfolds.task.error is None:
        unfolds.task.start()
    if (unfolds.task.running or answers.running) != polled:
        st.rerun()
    points = unfolds.points if by_tsne else shown.plane
    own = _own(classifier(model.path), shown, points, by_tsne)
    with (
        beside,
        reserved("note", NOTE_HEIGHT),
        st.container(height="stretch", vertical_alignment="center"),
    ):
        _note(unfolds, by_tsne, own is not None)
    st.caption(_meaning(shown, by_tsne))
    with reserved("garment_map", HEIGHT, grows=True):
        found = None if answers.result is None else answers.result.tolist()
        sent = _for_browser(shown, data, points, by_tsne)
        _component(data=sent | {"answers": found, "own": own}, key="garment_map")


def _for_browser(
    shown: GarmentMap, data: Dataset, points: np.ndarray, by_tsne: bool
) -> dict[str, object]:
    labels = data.validation.labels[shown.indices]
    count, classes = len(shown), len(np.unique(labels))
    return {
        "alt": f"Map of {count:,} garments of {classes} classes by {TSNE if by_tsne else PCA}",
        "names": CLASS_NAMES,
        "colors": CLASS_COLORS,
        "sheet": _webp(garment_sheet(data.source, count, data)),
        "side": IMAGE_SIDE,
        "columns": columns_of(count),
        "numbers": (shown.indices + 1).tolist(),
        "labels": labels.tolist(),
        "neighbors": shown.neighbors.tolist(),
        "places": _places(points, points, shown.plane),
    }


def _meaning(shown: GarmentMap, by_tsne: bool) -> str:
    if by_tsne:
        return (
            "t-SNE keeps neighbors together: what is close is similar. How far apart two groups "
            "are, and how large they are, means little."
        )
    return (
        f"PCA is the widest view of the network's last hidden layer, with {shown.explained:.0%} of "
        "its variance. What is far apart is different; what is close may lie behind each other."
    )


def _note(unfolds: Unfolding, by_tsne: bool, own: bool) -> None:
    """The progress of t-SNE; without any, what there is to know about the visitor's garment."""
    if by_tsne and unfolds.task.error is not None:
        st.caption(str(unfolds.task.error))
    elif by_tsne and unfolds.task.running:
        done, _ = unfolds.task.progress
        left = unfolds.seconds_left
        about = "" if left is None else f", about {max(1, round(left))} s left"
        step = min(done + 1, STAGES)
        st.progress(done / STAGES, f"The map unfolds: step {step} of {STAGES}{about}")
    elif not own:
        st.caption("Draw a garment on the first page, and it will be on the map too.")
    elif by_tsne:
        st.caption(
            "t-SNE has no place for a new garment: yours is at the mean place of its nearest "
            f"{NEIGHBORS} garments."
        )
    else:
        st.caption("Your garment is projected exactly as the others are.")


def _own(
    network: "Classifier", shown: GarmentMap, points: np.ndarray, by_tsne: bool
) -> dict[str, object] | None:
    """The visitor's garment for the browser, if there is one."""
    prepared = state().prepared.result
    if prepared is None:
        return None
    seen = network.recognize(prepared.image)
    features = network.features(seen.image[np.newaxis])
    [neighbors] = shown.nearest(features)
    mean = points[neighbors].mean(axis=0, keepdims=True)
    point = mean if by_tsne else shown.project(features)
    return {
        "sheet": _webp(as_transparency((seen.image * 255).round().astype(np.uint8))),
        "answer": int(seen.probabilities.argmax()),
        "neighbors": neighbors.tolist(),
        "place": _places(point, points, shown.plane),
    }


def _places(points: np.ndarray, among: np.ndarray, plane: np.ndarray) -> list[int]:
    """Points float (m, 2) as x, y, x, y, ... of which x goes to the right and y down.

    Args:
        among: all points of the map, float (n, 2), which go from 0 to ``RESOLUTION`` in the
            direction in which they are widest.
        plane: those by PCA. If these are higher than wide, the map is turned: screens are wide.
    """
    turn = -1 if np.ptp(plane[:, 1]) > np.ptp(plane[:, 0]) else 1
    low, high = among.min(axis=0), among.max(axis=0)
    extent = float((high - low).max()) or 1.0
    shares = (points - low).astype(np.float64) / extent
    shares[:, 1] = (high[1] - low[1]) / extent - shares[:, 1]
    places: list[int] = (RESOLUTION * shares[:, ::turn]).round().astype(int).ravel().tolist()
    return places


def _webp(picture: bytes) -> str:
    return f"data:image/webp;base64,{base64.b64encode(picture).decode()}"
