"""The layers of a network with their shapes and parameters, before anything is built."""

import streamlit as st

from cnn.errors import UnbuildableNetwork
from cnn.runs.network import (
    ARTICLE_CNN,
    Convolution,
    Dropout,
    Layer,
    LayerSize,
    Network,
    Pooling,
    PoolingKind,
)
from cnn.ui.components.reserved import reserved

ROW_HEIGHT = 30
"""About, in pixels."""


def layer_table(network: Network) -> None:
    """Up to the first layer that cannot be built."""
    sizes: list[LayerSize] = []
    try:
        for size in network.sizes():
            sizes.append(size)
    except UnbuildableNetwork:
        pass
    reserved("layer_table", ROW_HEIGHT * (len(sizes) + 1), grows=True).table(
        [row(size) for size in sizes],
        hide_index=True,
        border="horizontal",
        alt="The layers with their output shapes and numbers of parameters",
    )
    total = sum(size.parameters for size in sizes)
    difference = total - ARTICLE_CNN.parameters
    more = f", {abs(difference):,} {'more' if difference > 0 else 'fewer'} than the article's"
    st.markdown(
        f"**{total:,} parameters** in {len(sizes)} layers{more if difference else ''}",
        help="A parameter is a number that training changes. A convolution has height · width of "
        "its kernel · maps before it · filters, and one bias for each filter. A dense layer has "
        "values before it · units, and one bias for each unit.",
    )


def row(size: LayerSize) -> dict[str, str]:
    calculation = " + ".join("·".join(map(str, weight)) for weight in size.weights)
    return {
        "Layer": in_words(size.layer),
        "Output shape": " x ".join(map(str, size.output_shape)),
        "Parameters": f"{calculation} = {size.parameters:,}" if calculation else "0",
    }


def in_words(layer: Layer) -> str:
    """As the table of a trained model names it."""
    match layer:
        case Convolution(kernel_size=side):
            return f"Conv2D, {side} x {side} kernel"
        case Pooling(kind, side):
            name = "MaxPooling2D" if kind is PoolingKind.MAX else "AveragePooling2D"
            return f"{name}, {side} x {side} window"
        case Dropout(rate):
            return f"Dropout, rate {rate:g}"
    return type(layer).__name__
