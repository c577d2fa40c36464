"""One value of a layer's output: which one has been chosen, and what it is computed from."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from cnn.ui.components.arithmetic import arithmetic_of_value

if TYPE_CHECKING:
    from cnn.nn.explain.feature_maps import LayerOutput

CHOICE = "opened_value"
"""Names the chosen value in the session."""


@dataclass(frozen=True)
class Place:
    """A value of a layer's output, all counted from 0; row and column are 0 for a vector."""

    layer: int
    number: int
    """Of the feature map or unit."""
    row: int
    column: int


def chosen_place(outputs: "Sequence[LayerOutput]") -> Place:
    """The last choice, if these layers have such a value; otherwise one in their middle."""
    place = st.session_state.get(CHOICE)
    if isinstance(place, Place) and place.layer < len(outputs):
        shape = maps_of(outputs[place.layer]).shape
        if place.row < shape[0] and place.column < shape[1] and place.number < shape[2]:
            return place
    height, width, _ = maps_of(outputs[0]).shape
    return Place(0, 0, height // 2, width // 2)


def place_inputs(outputs: "Sequence[LayerOutput]", chosen: Place) -> None:
    """The choice of a value by keyboard, counted from 1 as one counts."""
    height, width, count = maps_of(outputs[chosen.layer]).shape
    st.selectbox(
        "Layer",
        range(len(outputs)),
        chosen.layer,
        format_func=lambda index: f"{index + 1}. {outputs[index].title}",
        key=_set("layer", chosen, chosen.layer),
        width=300,
        on_change=_choose_layer,
        args=(outputs, chosen),
    )
    name = "Feature map" if height > 1 else "Unit"
    for field, label, most in (
        ("number", name, count),
        ("row", "Row", height),
        ("column", "Column", width),
    ):
        if most > 1:
            st.number_input(
                label,
                1,
                most,
                key=_set(field, chosen, getattr(chosen, field) + 1),
                width=140,
                on_change=_choose_field,
                args=(field, chosen),
            )


def value_in_full(output: "LayerOutput", chosen: Place, *, covered: bool = False) -> None:
    """What the chosen value of a layer is computed from; ``covered``: the result on demand."""
    # Keras is there: the output is one of its layers'.
    from cnn.nn.explain.feature_maps import arithmetic
    from cnn.nn.summary import calculation_of

    opened = arithmetic(output, chosen.number)
    if opened is None:
        st.caption("This layer adds up the maps of two others, place by place.")
        return
    place = chosen.row, chosen.column, chosen.number
    after = None
    if not np.array_equal(output.values, output.own):
        after = float(output.values.reshape(maps_of(output).shape)[place])
    calculation = calculation_of(output.layer)
    arithmetic_of_value(
        opened,
        chosen.row,
        chosen.column,
        float(maps_of(output)[place]),
        after,
        f"{calculation} = {output.layer.count_params():,}" if calculation else "0",
        key=f"arithmetic_{chosen.layer}_{chosen.number}",
        covered=covered,
    )


def maps_of(output: "LayerOutput") -> np.ndarray:
    """The layer's own values as (h, w, maps): those of a vector are maps of one value."""
    own = output.own
    return own if own.ndim == 3 else own.reshape(1, 1, -1)


def _key(field: str, chosen: Place) -> str:
    return f"value_{field}_{'' if field == 'layer' else chosen.layer}"


def _set(field: str, chosen: Place, value: int) -> str:
    """Gives a widget its value: a click on a picture may have changed it. Returns its key."""
    key = _key(field, chosen)
    st.session_state[key] = value
    return key


def _choose_layer(outputs: "Sequence[LayerOutput]", chosen: Place) -> None:
    layer = st.session_state[_key("layer", chosen)]
    height, width, _ = maps_of(outputs[layer]).shape
    st.session_state[CHOICE] = Place(layer, 0, height // 2, width // 2)


def _choose_field(field: str, chosen: Place) -> None:
    value = st.session_state[_key(field, chosen)]
    if value is not None:  # an empty field
        st.session_state[CHOICE] = replace(chosen, **{field: value - 1})
