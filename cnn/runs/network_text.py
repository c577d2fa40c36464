"""Networks as a short text for addresses, such as ``c32x3-m2-c64x2-m2-f-d100-o0.4``.

Each layer is a letter and its size: ``c`` convolution (filters x kernel), ``m`` and ``a`` pooling
by maximum and average, ``n`` batch normalization, ``r`` activation, ``f`` flatten, ``d`` dense,
``o`` dropout. What is not usual follows after dots: ``c32x3.tanh.valid.nobias``. The ten outputs
are understood.
"""

import re

from cnn.errors import UnbuildableNetwork
from cnn.runs.network import (
    OUTPUT,
    Activation,
    ActivationName,
    BatchNormalization,
    Convolution,
    Dense,
    Dropout,
    Flatten,
    Layer,
    Network,
    Padding,
    Pooling,
    PoolingKind,
)

LONGEST = 1_000
"""Characters: more than any network that can be trained has."""

NO_BIAS = "nobias"


def to_text(network: Network) -> str:
    """The network must end in ``OUTPUT``, like all that can be trained."""
    return "-".join(map(_layer_text, network.layers[:-1]))


def from_text(text: str) -> Network:
    """
    Raises:
        UnbuildableNetwork: the text describes no network, or one that cannot be built.
    """
    if len(text) > LONGEST:
        raise UnbuildableNetwork("The network in the address is too long.")
    parts = text.split("-") if text else []
    network = Network((*map(_layer, parts), OUTPUT))
    network.check()
    return network


def _layer_text(layer: Layer) -> str:
    match layer:
        case Convolution():
            changes = [
                *_function(layer.activation),
                *([] if layer.padding is Padding.SAME else [layer.padding.value]),
                *([] if layer.bias else [NO_BIAS]),
            ]
            return ".".join([f"c{layer.filters}x{layer.kernel_size}", *changes])
        case Pooling():
            return f"{'m' if layer.kind is PoolingKind.MAX else 'a'}{layer.size}"
        case BatchNormalization():
            return "n"
        case Activation():
            return ".".join(["r", *_function(layer.function)])
        case Flatten():
            return "f"
        case Dense():
            return ".".join([f"d{layer.units}", *_function(layer.activation)])
        case Dropout():
            return f"o{layer.rate:g}"


def _function(name: ActivationName) -> list[str]:
    return [] if name is ActivationName.RELU else [name.value]


def _layer(part: str) -> Layer:
    found = re.fullmatch(r"([a-z])([0-9]*(?:x[0-9]+|\.[0-9]+)?)((?:\.[a-z]+)*)", part)
    if found is None:
        raise _unknown(part)
    kind, size, rest = found.groups()
    names = rest.split(".")[1:]
    functions = [ActivationName(name) for name in names if name in list(ActivationName)]
    if not set(names) <= {*ActivationName, Padding.VALID, NO_BIAS}:
        raise _unknown(part)
    function = functions[0] if functions else ActivationName.RELU
    match kind, size.split("x") if size else []:
        case "c", [filters, side] if filters.isdecimal() and side.isdecimal():
            padding = Padding.VALID if Padding.VALID in names else Padding.SAME
            return Convolution(
                int(filters), int(side), function, padding, bias=NO_BIAS not in names
            )
        case (("m" | "a"), [side]) if side.isdecimal() and not names:
            return Pooling(PoolingKind.MAX if kind == "m" else PoolingKind.AVERAGE, int(side))
        case "d", [units] if units.isdecimal():
            return Dense(int(units), function)
        case "o", [rate] if not names:
            return Dropout(float(rate))
        case "r", []:
            return Activation(function)
        case "n", [] if not names:
            return BatchNormalization()
        case "f", [] if not names:
            return Flatten()
    raise _unknown(part)


def _unknown(part: str) -> UnbuildableNetwork:
    return UnbuildableNetwork(f"The address has a layer that the lab does not know: {part[:20]!r}.")
