"""The layers of a model as a table and as a diagram."""

from dataclasses import dataclass

import keras

CSS_DPI = 72
"""The resolution at which Graphviz draws one dot per CSS pixel."""

MID_GRAY = "#858b8a"


@dataclass(frozen=True)
class LayerRow:
    name: str
    kind: str
    output_shape: str
    parameters: int
    calculation: str
    """How the number of parameters is calculated, such as ``3·3·1·32 + 32``; empty if it is 0."""

    def as_cells(self) -> dict[str, str | int]:
        """Column names to values."""
        return {
            "Layer": self.name,
            "Type": self.kind,
            "Output shape": self.output_shape,
            "Parameters": self.parameters,
            "Calculation": self.calculation,
        }


def layer_rows(model: keras.Model) -> list[LayerRow]:
    """The table that Keras's ``summary()`` prints, with the calculation of the parameters."""
    return [
        LayerRow(
            name=layer.name,
            kind=type(layer).__name__,
            output_shape=" x ".join(str(side) for side in layer.output.shape[1:]),
            parameters=layer.count_params(),
            calculation=" + ".join(
                "·".join(str(side) for side in weight.shape) for weight in layer.weights
            ),
        )
        for layer in model.layers
    ]


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
    """The layers in Graphviz's DOT language, drawn like the article's ``plot_model``."""
    graph = keras.utils.model_to_dot(model, show_shapes=shapes, show_layer_names=True, dpi=CSS_DPI)
    # The boxes are black on white; the arrows between them have to be visible on a dark page too.
    graph.set_bgcolor("transparent")
    for edge in graph.get_edges():
        edge.set_color(MID_GRAY)
    return str(graph.to_string())
