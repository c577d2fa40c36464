"""A model's layers as a table and as a diagram."""

from dataclasses import dataclass

import keras


@dataclass(frozen=True)
class LayerRow:
    name: str
    kind: str
    output_shape: str
    parameters: int
    count: str
    """How the parameters add up, as a sum; empty where there are none."""


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


def diagram(model: keras.Model, shapes: bool) -> str:
    """The layers in Graphviz's DOT language, as the article's ``plot_model`` draws them."""
    return str(
        keras.utils.model_to_dot(model, show_shapes=shapes, show_layer_names=True).to_string()
    )
