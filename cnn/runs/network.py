"""A network as plain data: layers and their settings, with shapes and parameters by arithmetic.

The sizes are Keras's, without Keras: a page can show them at once. ``cnn.nn.networks`` builds the
networks.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from cnn.data.labels import CLASS_NAMES, IMAGE_SIDE
from cnn.errors import UnbuildableNetwork

Shape = tuple[int, ...]
"""Of one image's feature maps, (height, width, channels), or of a vector, (length,)."""

INPUT_SHAPE: Shape = (IMAGE_SIDE, IMAGE_SIDE, 1)
MOST_PARAMETERS = 2_000_000
MOST_LAYERS = 40

NEEDS_MAPS = "needs feature maps. Move it before the flatten layer."


class ActivationName(StrEnum):
    """What Keras calls them; ``LINEAR`` is none."""

    RELU = "relu"
    TANH = "tanh"
    SIGMOID = "sigmoid"
    LINEAR = "linear"
    SOFTMAX = "softmax"


class Padding(StrEnum):
    SAME = "same"
    """With zeros around the image: the output is as large as the input."""
    VALID = "valid"
    """None: the output is smaller."""


class PoolingKind(StrEnum):
    MAX = "max"
    AVERAGE = "average"


@dataclass(frozen=True)
class Convolution:
    filters: int
    kernel_size: int
    """Side of the square kernel."""
    activation: ActivationName = ActivationName.RELU
    padding: Padding = Padding.SAME
    bias: bool = True

    def output_shape(self, shape: Shape) -> Shape:
        height, width, _ = _maps(shape, "A convolution")
        _require(1 <= self.filters <= 512, "A convolution has from 1 to 512 filters.")
        _require(1 <= self.kernel_size <= IMAGE_SIDE, "A kernel's side is from 1 to 28 pixels.")
        if self.padding is Padding.SAME:
            return height, width, self.filters
        shrunk = min(height, width) - self.kernel_size + 1
        _require(
            shrunk >= 1,
            f"A {_square(self.kernel_size)} kernel is wider than its input of {height} x {width}. "
            "Choose a smaller kernel, or same padding.",
        )
        return height - self.kernel_size + 1, width - self.kernel_size + 1, self.filters

    def weights(self, shape: Shape) -> tuple[Shape, ...]:
        kernel = (self.kernel_size, self.kernel_size, shape[-1], self.filters)
        return (kernel, (self.filters,)) if self.bias else (kernel,)


@dataclass(frozen=True)
class Pooling:
    kind: PoolingKind = PoolingKind.MAX
    size: int = 2
    """Side of the square window, and its step."""

    def output_shape(self, shape: Shape) -> Shape:
        height, width, channels = _maps(shape, "Pooling")
        _require(1 <= self.size <= IMAGE_SIDE, "A pooling window's side is from 1 to 28 pixels.")
        _require(
            self.size <= min(height, width),
            f"Pooling by {self.size} leaves nothing of {height} x {width} pixels. Choose a smaller "
            "window, or remove a pooling layer.",
        )
        return height // self.size, width // self.size, channels

    def weights(self, shape: Shape) -> tuple[Shape, ...]:
        return ()


@dataclass(frozen=True)
class BatchNormalization:
    def output_shape(self, shape: Shape) -> Shape:
        return shape

    def weights(self, shape: Shape) -> tuple[Shape, ...]:
        return ((shape[-1],),) * 4


@dataclass(frozen=True)
class Activation:
    function: ActivationName = ActivationName.RELU

    def output_shape(self, shape: Shape) -> Shape:
        return shape

    def weights(self, shape: Shape) -> tuple[Shape, ...]:
        return ()


@dataclass(frozen=True)
class Flatten:
    def output_shape(self, shape: Shape) -> Shape:
        return (math.prod(shape),)

    def weights(self, shape: Shape) -> tuple[Shape, ...]:
        return ()


@dataclass(frozen=True)
class Dense:
    units: int
    activation: ActivationName = ActivationName.RELU

    def output_shape(self, shape: Shape) -> Shape:
        _require(len(shape) == 1, "A dense layer needs a vector. Put a flatten layer before it.")
        _require(1 <= self.units <= 4096, "A dense layer has from 1 to 4,096 units.")
        return (self.units,)

    def weights(self, shape: Shape) -> tuple[Shape, ...]:
        return (shape[0], self.units), (self.units,)


@dataclass(frozen=True)
class Dropout:
    rate: float
    """The fraction of the values, 0..1, that are set to zero in training."""

    def output_shape(self, shape: Shape) -> Shape:
        _require(0 <= self.rate < 1, "The rate of dropout is at least 0 and less than 1.")
        return shape

    def weights(self, shape: Shape) -> tuple[Shape, ...]:
        return ()


Layer = Convolution | Pooling | BatchNormalization | Activation | Flatten | Dense | Dropout

OUTPUT = Dense(len(CLASS_NAMES), ActivationName.SOFTMAX)


@dataclass(frozen=True)
class LayerSize:
    layer: Layer
    output_shape: Shape
    weights: tuple[Shape, ...]
    """The shapes of its arrays of weights."""

    @property
    def parameters(self) -> int:
        return sum(map(math.prod, self.weights))


@dataclass(frozen=True)
class Network:
    """Layers one after another, from images (28, 28, 1) to ten probabilities."""

    layers: tuple[Layer, ...]

    def sizes(self) -> Iterator[LayerSize]:
        """Of each layer in turn, up to the first one that cannot be built.

        Raises:
            UnbuildableNetwork: there is such a layer; ``place`` is its index.
        """
        shape = INPUT_SHAPE
        for place, layer in enumerate(self.layers):
            try:
                output_shape = layer.output_shape(shape)
            except UnbuildableNetwork as error:
                error.place = place
                raise
            yield LayerSize(layer, output_shape, layer.weights(shape))
            shape = output_shape

    @property
    def parameters(self) -> int:
        return sum(size.parameters for size in self.sizes())

    @property
    def has_dropout(self) -> bool:
        return any(isinstance(layer, Dropout) for layer in self.layers)

    def check(self) -> None:
        """
        Raises:
            UnbuildableNetwork: it cannot be built, or not be trained here. ``place`` is the index
                of the layer that caused it, if it was one.
        """
        _require(
            len(self.layers) <= MOST_LAYERS, f"A network has at most {MOST_LAYERS} layers here."
        )
        sizes = list(self.sizes())
        _require(
            self.layers[-1:] == (OUTPUT,),
            "The last layer must be dense with 10 units and softmax: a probability for each class.",
        )
        parameters = sum(size.parameters for size in sizes)
        if parameters > MOST_PARAMETERS:
            largest = max(sizes, key=lambda size: size.parameters)
            raise UnbuildableNetwork(
                f"{parameters:,} parameters are more than the {MOST_PARAMETERS:,} that the lab "
                f"trains; {largest.parameters:,} of them are in one layer. Make it smaller, or "
                "pool before it.",
                sizes.index(largest),
            )


class LabNetwork(StrEnum):
    """Networks of the lab's own that are no simple list of layers."""

    RESIDUAL_CNN = "residual_cnn"

    @property
    def has_dropout(self) -> bool:
        return True


AnyNetwork = Network | LabNetwork

ARTICLE_CNN = Network(
    (
        Convolution(32, kernel_size=3),
        Pooling(),
        Convolution(64, kernel_size=2),
        Pooling(),
        Flatten(),
        Dense(100),
        Dropout(0.4),
        OUTPUT,
    )
)
"""The course article's network: 323,286 parameters."""

BOOK_CNN = Network(
    (*ARTICLE_CNN.layers[:2], Convolution(64, kernel_size=3), *ARTICLE_CNN.layers[3:])
)
"""The network of the book that the course follows: 333,526 parameters."""

DENSE_NETWORK = Network((Flatten(), Dense(100), OUTPUT))
"""One hidden layer of 100 units over the flattened pixels: 79,510 parameters."""


def _require(condition: bool, otherwise: str) -> None:
    if not condition:
        raise UnbuildableNetwork(otherwise)


def _maps(shape: Shape, layer: str) -> tuple[int, int, int]:
    _require(len(shape) == 3, f"{layer} {NEEDS_MAPS}")
    height, width, channels = shape
    return height, width, channels


def _square(side: int) -> str:
    return f"{side} x {side}"
