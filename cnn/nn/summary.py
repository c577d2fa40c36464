"""The layers of a model as a table and as a diagram."""

from collections.abc import Sequence
from dataclasses import dataclass

import keras

MID_GRAY = "#858b8a"

DIAGRAM_STYLE = (
    'graph [bgcolor=transparent, ranksep=0.22, fontname="sans-serif"]',
    f'node [shape=box, style=rounded, color="{MID_GRAY}", fontname="sans-serif", fontsize=11, '
    'margin="0.15,0.06", height=0.3]',
    f'edge [color="{MID_GRAY}", arrowsize=0.6]',
)

FOLDED = (keras.layers.BatchNormalization, keras.layers.Activation, keras.layers.ReLU)
"""Layers that change values, but neither shapes nor places."""


@dataclass(frozen=True)
class LayerRow:
    layer: str
    """As ``in_words`` names it."""
    output_shape: str
    parameters: int
    calculation: str
    """As ``calculation_of`` has it."""

    def as_cells(self, calculation: bool) -> dict[str, str]:
        """Column names to values, with the column of calculations or without."""
        cells = {
            "Layer": self.layer,
            "Output shape": self.output_shape,
            "Parameters": f"{self.parameters:,}",
        }
        return cells | {"Calculation": self.calculation} if calculation else cells


def layer_rows(model: keras.Model) -> list[LayerRow]:
    """The table that Keras's ``summary()`` prints, with the calculation of the parameters."""
    return [
        LayerRow(
            layer=in_words(layer),
            output_shape=_by(layer.output.shape[1:]),
            parameters=layer.count_params(),
            calculation=calculation_of(layer),
        )
        for layer in model.layers
    ]


def calculation_of(layer: keras.Layer) -> str:
    """How its number of parameters is calculated, such as ``3·3·1·32 + 32``; empty if it is 0."""
    return " + ".join("·".join(map(str, weight.shape)) for weight in layer.weights)


def in_words(layer: keras.Layer) -> str:
    """Its kind, with what Keras's table leaves out: the size of a window or the rate of dropout."""
    settings = _settings(layer)
    return f"{type(layer).__name__}, {settings}" if settings else type(layer).__name__


def _settings(layer: keras.Layer) -> str:
    match layer:
        case keras.layers.Conv2D():
            return f"{_by(layer.kernel_size)} kernel"
        case keras.layers.MaxPooling2D() | keras.layers.AveragePooling2D():
            return f"{_by(layer.pool_size)} window"
        case keras.layers.Dropout():
            return f"rate {layer.rate:g}"
    return ""


def _by(sides: Sequence[int]) -> str:
    return " x ".join(map(str, sides))


def convolution_in_words(model: keras.Model) -> str:
    """Explains the number of parameters of the first convolution; empty if there is none."""
    layer = next((layer for layer in model.layers if isinstance(layer, keras.layers.Conv2D)), None)
    if layer is None:
        return ""
    height, width, channels, filters = layer.kernel.shape
    each = height * width * channels
    biases = filters if layer.use_bias else 0
    images = "the gray image" if channels == 1 else f"{channels} channels"
    weights = f"{filters} filters with {each} weights each make {each * filters:,} weights"
    bias = f", plus one bias per filter: {filters} more" if biases else ""
    calculation = f"{height}·{width}·{channels}·{filters}" + (f" + {biases}" if biases else "")
    return (
        f"The first convolution slides {filters} small filters over {images}. Each filter looks at "
        f"{height} x {width} pixels at a time, so it has {each} weights. {weights}{bias}. "
        f"Together: **{calculation} = {layer.count_params():,}** parameters, no matter how large "
        "the image is."
    )


def diagram(model: keras.Model, shapes: bool) -> str:
    """The layers in Graphviz's DOT language, from the input at the top to the output.

    Layers that only change values, such as batch normalization, share a box with the layer before.
    ``shapes``: whether each box has the shape of its output. Text is drawn in black, the rest in a
    gray that is visible on light and dark pages.
    """
    edges = _edges(model)
    layers = {str(id(layer)): layer for layer in model.layers}
    names = _boxes(layers, edges)
    members = _members(layers, names)
    lines = [
        *(f'{box} [label="{_label(inside, shapes)}"]' for box, inside in members.items()),
        *(f"{names[a]} -> {names[b]}" for a, b in edges if names[a] != names[b]),
    ]
    return "\n".join(["digraph {", *DIAGRAM_STYLE, *lines, "}"])


def boxes(model: keras.Model) -> list[list[keras.Layer]]:
    """The boxes of the diagram in the order of the model's layers, each with its layers."""
    layers = {str(id(layer)): layer for layer in model.layers}
    return list(_members(layers, _boxes(layers, _edges(model))).values())


def _edges(model: keras.Model) -> list[tuple[str, str]]:
    return [
        (edge.get_source(), edge.get_destination())
        for edge in keras.utils.model_to_dot(model).get_edges()
    ]


def _members(layers: dict[str, keras.Layer], names: dict[str, str]) -> dict[str, list[keras.Layer]]:
    members: dict[str, list[keras.Layer]] = {}
    for name, layer in layers.items():
        members.setdefault(names[name], []).append(layer)
    return members


def _boxes(layers: dict[str, keras.Layer], edges: list[tuple[str, str]]) -> dict[str, str]:
    """The name of the box of each layer: its own name, or that of a layer before it."""
    boxes = {name: name for name in layers}
    for name, layer in layers.items():
        before = [source for source, target in edges if target == name]
        # Not if another layer takes the same output.
        alone = len(before) == 1 and sum(source == before[0] for source, _ in edges) == 1
        if isinstance(layer, FOLDED) and alone:
            boxes[name] = boxes[before[0]]
    return boxes


def _label(layers: list[keras.Layer], shapes: bool) -> str:
    lines = [in_words(layer) for layer in layers]
    if shapes:
        lines.append(_by(layers[-1].output.shape[1:]))
    return "\\n".join(lines)
