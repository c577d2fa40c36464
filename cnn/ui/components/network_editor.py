"""The layers of the visitor's draft, a row each, with every setting that can be changed."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import streamlit as st

from cnn.errors import UnbuildableNetwork
from cnn.runs.network import (
    ActivationName,
    BatchNormalization,
    Convolution,
    Dense,
    Dropout,
    Flatten,
    Layer,
    Network,
    Pooling,
    PoolingKind,
)
from cnn.runs.recipe import ARTICLE, with_network
from cnn.ui.state import state

NAME_WIDTH, WIDTH = 112, 106
"""Of a layer's name and of a setting, in pixels."""

FUNCTIONS = [name for name in ActivationName if name is not ActivationName.SOFTMAX]

WORDS: dict[type[Layer], tuple[str, str]] = {
    Convolution: (
        "Convolution",
        "Slides small filters over the image, each looking for a pattern. More filters or a larger "
        "kernel: more parameters. relu keeps positive values and sets the others to 0.",
    ),
    Pooling: (
        "Pooling",
        "Keeps one value of each window: smaller maps. It has no parameters itself, but fewer "
        "values come to the dense layer.",
    ),
    Flatten: ("Flatten", "Lays all maps out in one long vector."),
    Dense: (
        "Dense",
        "Each unit weighs all values of the layer before: a parameter for each value and unit.",
    ),
    Dropout: ("Dropout", "Switches off a part of the values in training, against memorizing."),
    BatchNormalization: (
        "Batch normalization",
        "Keeps values in a range that is easy to learn in.",
    ),
}

ADDITIONS: dict[str, tuple[Layer, ...]] = {
    "Add convolution and pooling": (Convolution(64, 3), Pooling()),
    "Add pooling": (Pooling(),),
    "Add dense": (Dense(100),),
    "Add dropout": (Dropout(0.4),),
}

STYLE = """<style>
.st-key-network_editor [class*=_remove] p { font-size: 0; }
.st-key-network_editor [class*=_remove] button span { gap: 0; }
</style>"""
"""Leaves the icon in view. Screen readers still read which layer is removed."""


def network_editor(refused: UnbuildableNetwork | None) -> None:
    """``refused``: why the draft cannot be built, shown at the layer that caused it."""
    network = _network()
    st.html(STYLE)
    with st.container(key="network_editor", gap="small"):
        for place, layer in enumerate(network.layers[:-1]):
            _row(place, layer)
            if refused is not None and refused.place == place:
                st.error(str(refused), icon=":material/error:")
        st.caption("**Output** · Dense, 10 units, softmax: a probability for each class.")
        if refused is not None and refused.place in (None, len(network.layers) - 1):
            st.error(str(refused), icon=":material/error:")
        with st.container(horizontal=True):
            for name, layers in ADDITIONS.items():
                st.button(name, icon=":material/add:", on_click=_add, args=(layers,))


def _row(place: int, layer: Layer) -> None:
    name, purpose = WORDS.get(type(layer), (type(layer).__name__, ""))
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
        st.markdown(f"**{name}**", help=purpose, width=NAME_WIDTH)
        match layer:
            case Convolution():
                _select(place, "filters", (4, 8, 16, 32, 64, 128), layer.filters, "{} filters")
                _select(place, "kernel_size", (1, 2, 3, 4, 5, 7), layer.kernel_size, "{0} x {0}")
                _select(place, "activation", FUNCTIONS, layer.activation)
            case Pooling():
                _select(place, "kind", list(PoolingKind), layer.kind)
                _select(place, "size", (2, 3, 4), layer.size, "{0} x {0}")
            case Dense():
                units = (10, 32, 64, 100, 128, 256, 512)
                _select(place, "units", units, layer.units, "{} units")
                _select(place, "activation", FUNCTIONS, layer.activation)
            case Dropout():
                rates = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8)
                _select(place, "rate", rates, layer.rate, "rate {}")
        if not isinstance(layer, Flatten):
            st.button(
                f"Remove layer {place + 1}, {name.lower()}",
                icon=":material/delete:",
                type="tertiary",
                key=_key(place, "remove"),
                on_click=_remove,
                args=(place,),
            )


def _select(
    place: int, setting: str, usual: Sequence[Any], value: Any, in_words: str = "{}"
) -> None:
    options = list(usual) if value in usual else sorted([*usual, value])
    key = _key(place, setting)
    st.selectbox(
        f"{setting.replace('_', ' ').capitalize()} of layer {place + 1}",
        options,
        options.index(value),
        format_func=in_words.format,
        key=key,
        label_visibility="collapsed",
        width=WIDTH,
        on_change=_set,
        args=(place, setting, key),
    )


def _key(place: int, setting: str) -> str:
    return f"layer_{state().draft.version}_{place}_{setting}"


def _network() -> Network:
    network = state().draft.recipe.network
    assert isinstance(network, Network), "a draft is a list of layers"
    return network


def _set(place: int, setting: str, key: str) -> None:
    layers = list(_network().layers)
    layers[place] = replace(layers[place], **{setting: st.session_state[key]})
    _take(layers)


def _remove(place: int) -> None:
    layers = list(_network().layers)
    del layers[place]
    _rearrange(layers)


def _add(added: tuple[Layer, ...]) -> None:
    """Feature maps go before the flatten layer, a vector goes before the output."""
    layers = list(_network().layers)
    flatten = next(place for place, each in enumerate(layers) if isinstance(each, Flatten))
    place = flatten if isinstance(added[0], Convolution | Pooling) else len(layers) - 1
    _rearrange([*layers[:place], *added, *layers[place:]])


def _rearrange(layers: list[Layer]) -> None:
    state().draft.version += 1
    _take(layers)


def _take(layers: list[Layer]) -> None:
    draft = state().draft
    training = replace(
        draft.recipe,
        name=ARTICLE.name,
        title=ARTICLE.title,
        summary=ARTICLE.summary,
        network=ARTICLE.network,
    )
    draft.recipe = with_network(training, Network(tuple(layers)))
