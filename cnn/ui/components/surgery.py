"""An experiment on a model: filters are silenced or weights rounded, and what suffers is shown."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from cnn.data.dataset import Dataset
from cnn.data.labels import CLASS_NAMES
from cnn.evaluation.metrics import class_scores, score
from cnn.plots.garments import percent
from cnn.ui.components.model_picker import TrainedModel
from cnn.ui.components.reserved import reserved
from cnn.ui.components.silencer import silencer
from cnn.ui.resources import cut_probabilities, feature_maps
from cnn.ui.resources import surgery as surgery_on

if TYPE_CHECKING:
    from cnn.nn.explain.surgery import Cut, Part

CUTS = "cuts"
"""Names what has been cut in the session, by the models' ids."""

BITS = {"As trained": None, "8 bits": 8, "4 bits": 4, "2 bits": 2}

SUFFERING = 4
"""As many classes are named."""


@dataclass(frozen=True)
class Class:
    """How a class is recognized before and after a cut, as a share of its garments."""

    name: str
    before: float
    after: float


def surgery(model: TrainedModel, data: Dataset | None, image: np.ndarray) -> None:
    """For a garment at hand, float32 (28, 28) in 0..1."""
    st.caption(
        "Click filters to silence them, or keep fewer digits of all weights (8, 4 or 2 bits), and "
        "see what the network can no longer do. The model itself stays as it is."
    )
    knife = surgery_on(model.path)
    if not knife.parts:
        st.caption("This network has no hidden layer to cut.")
        return
    left, right = st.columns([3, 2], gap="large")
    with left:
        _layer_to_cut(model, knife.parts, image)
    with right:
        cut = _cut_of(model)
        _answer(model, image, cut)
        if data is not None:
            _what_suffers(model, data, cut)


def _layer_to_cut(model: TrainedModel, parts: "list[Part]", image: np.ndarray) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        number = reserved("cut_layer", height=68, width=280).selectbox(
            "Layer",
            range(len(parts)),
            format_func=lambda index: f"{index + 1}. {parts[index].title}",
            key=f"cut_layer_{model.id}",
            persist_state="session",
        )
        # It follows the cut, which *Undo all* changes too.
        st.session_state[f"bits_{model.id}"] = next(
            name for name, bits in BITS.items() if bits == _cut_of(model).bits
        )
        reserved("bits", height=68, width=330).segmented_control(
            "Weights",
            list(BITS),
            required=True,
            key=f"bits_{model.id}",
            on_change=_round,
            args=(model,),
        )
    part = parts[number]
    silenced = {place for layer, place in _cut_of(model).silenced if layer == part.layer}
    outputs = feature_maps(model.path).of(image)
    values = next(output.values for output in outputs if output.layer.name == part.layer)
    maps = values if values.ndim == 3 else values.reshape(1, 1, -1)
    silencer(maps, silenced, part.layer, lambda place: _toggle(model, part.layer, place))
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            "Undo all",
            icon=":material/undo:",
            key="undo_cuts",
            disabled=_cut_of(model) == _no_cut(),
            on_click=_undo,
            args=(model,),
        )
        total = len(_cut_of(model).silenced)
        st.caption(
            f"{len(silenced)} of {part.count} silent here, {total} in all layers. Each picture is "
            "what one of them makes of the garment before any cut: blue is positive."
        )


def _answer(model: TrainedModel, image: np.ndarray, cut: "Cut") -> None:
    before, after = (
        surgery_on(model.path).classify(image[np.newaxis], each)[0] for each in (_no_cut(), cut)
    )
    st.header("This garment", anchor=False)
    names = [
        f"{CLASS_NAMES[int(each.argmax())]}, {percent(float(each.max()))}"
        for each in (before, after)
    ]
    changed = "" if cut == _no_cut() else f" It was: {names[0]}."
    st.markdown(f"Answer: **{names[1]}**.{changed}")


def _what_suffers(model: TrainedModel, data: Dataset, cut: "Cut") -> None:
    labels, before = cut_probabilities(model.path, data.source, _no_cut(), data)
    _, after = cut_probabilities(model.path, data.source, cut, data)
    st.header("All garments", anchor=False)
    accuracies = [score(each, labels).accuracy for each in (before, after)]
    change = round(100 * (accuracies[1] - accuracies[0]), 1)
    st.metric(
        f"Accuracy on {len(labels):,} validation garments",
        f"{accuracies[1]:.1%}",
        f"{change:+.1f} points" if change else "no change",
        delta_color="normal" if change else "off",
        delta_arrow="off",
    )
    if cut == _no_cut():
        st.caption("Here you will see which classes suffer most.")
        return
    st.subheader("What suffers most", anchor=False)
    st.table(
        [
            {"Class": each.name, "Before": f"{each.before:.0%}", "Now": f"{each.after:.0%}"}
            for each in suffering(before, after, labels)
        ],
        hide_index=True,
        border="horizontal",
        alt="The classes that suffer most: the share of each that is recognized",
    )


def suffering(before: np.ndarray, after: np.ndarray, labels: np.ndarray) -> list[Class]:
    """The classes that lose most, the worst first.

    Args:
        before: probabilities float (n, 10) of the model as it is.
        after: the same of the cut model.
        labels: int (n,).
    """
    recalls = [
        [each.recall for each in class_scores(probabilities, labels)]
        for probabilities in (before, after)
    ]
    classes = [Class(*each) for each in zip(CLASS_NAMES, *recalls, strict=True)]
    return sorted(classes, key=lambda each: each.after - each.before)[:SUFFERING]


def _no_cut() -> "Cut":
    from cnn.nn.explain.surgery import Cut

    return Cut()


def _cut_of(model: TrainedModel) -> "Cut":
    cuts: dict[str, Cut] = st.session_state.setdefault(CUTS, {})
    return cuts.get(model.id, _no_cut())


def _toggle(model: TrainedModel, layer: str, place: int) -> None:
    cut = _cut_of(model)
    _cut(model, cut.silenced ^ {(layer, place)}, cut.bits)


def _round(model: TrainedModel) -> None:
    _cut(model, _cut_of(model).silenced, BITS[st.session_state[f"bits_{model.id}"]])


def _undo(model: TrainedModel) -> None:
    st.session_state[CUTS].pop(model.id, None)


def _cut(model: TrainedModel, silenced: frozenset[tuple[str, int]], bits: int | None) -> None:
    from cnn.nn.explain.surgery import Cut

    st.session_state[CUTS][model.id] = Cut(silenced, bits)
