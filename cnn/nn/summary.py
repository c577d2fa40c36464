"""A model's layers as a table and as a diagram."""

from dataclasses import dataclass

import keras

SCREEN = 72
"""Dots an inch: one for each of the browser's pixels at the diagram's own size."""

MID_GRAY = "#858b8a"


@dataclass(frozen=True)
class LayerRow:
    name: str
    kind: str
    output_shape: str
    parameters: int
    count: str
    """How the parameters add up, as a sum; empty where there are none."""

    def as_cells(self) -> dict[str, str | int]:
        return {
            "Layer": self.name,
            "Type": self.kind,
            "Output shape": self.output_shape,
            "Parameters": self.parameters,
            "How they add up": self.count,
        }


def layer_rows(model: keras.Model) -> list[LayerRow]:
    """What ``summary()`` prints, a row a layer."""
    return [
        LayerRow(
            name=layer.name,
            kind=type(layer).__name__,
            output_shape=shape_in_words(layer.output.shape),
            parameters=layer.count_params(),
            count=parameter_count(layer),
        )
        for layer in model.layers
    ]


def shape_in_words(shape: tuple[int | None, ...]) -> str:
    """The shape of one image's output: ``28 x 28 x 32``."""
    return " x ".join(str(side) for side in shape[1:])


def parameter_count(layer: keras.layers.Layer) -> str:
    """For instance ``3·3·1·32 + 32``: each weight array's sides, multiplied and added up."""
    return " + ".join("·".join(str(side) for side in weight.shape) for weight in layer.weights)


def convolution_in_words(model: keras.Model) -> str:
    """Where the parameters of the first convolution come from; empty without a convolution."""
    layer = next((layer for layer in model.layers if isinstance(layer, keras.layers.Conv2D)), None)
    if layer is None:
        return ""
    height, width, channels, filters = layer.kernel.shape
    each = height * width * channels
    biases = filters if layer.use_bias else 0
    images = "the gray image" if channels == 1 else f"{channels} channels"
    total = f"{filters} filters of {each} weights"
    bias = f", and one bias for each filter: {filters} more" if biases else ""
    sum_ = f"{height}·{width}·{channels}·{filters}" + (f" + {biases}" if biases else "")
    return (
        f"The first convolution slides {filters} small filters over {images}. Each filter looks at "
        f"{height} x {width} pixels at a time, so it has {each} weights. {total} make "
        f"{each * filters:,}{bias}. Together: **{sum_} = {layer.count_params():,}** parameters, "
        "however large the image is."
    )


def diagram(model: keras.Model, shapes: bool) -> str:
    """The layers in Graphviz's DOT language, as the article's ``plot_model`` draws them."""
    graph = keras.utils.model_to_dot(model, show_shapes=shapes, show_layer_names=True, dpi=SCREEN)
    # The boxes are black on white; what is between them has to show on a dark page too.
    graph.set_bgcolor("transparent")
    for edge in graph.get_edges():
        edge.set_color(MID_GRAY)
    return str(graph.to_string())
