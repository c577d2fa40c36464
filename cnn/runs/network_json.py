"""Networks as JSON, in the records of runs and in files that people write.

A network is a list with an object for each layer, such as ``{"layer": "convolution", "filters": 32,
"kernel_size": 3}``, or the name of one of the lab's own. Settings may be left out that the layer
has a usual value for.
"""

import dataclasses
import json
from pathlib import Path
from typing import Any

from cnn.errors import UnbuildableNetwork
from cnn.runs.network import (
    Activation,
    AnyNetwork,
    BatchNormalization,
    Convolution,
    Dense,
    Dropout,
    Flatten,
    LabNetwork,
    Layer,
    Network,
    Pooling,
)

KINDS: dict[str, type[Layer]] = {
    "convolution": Convolution,
    "pooling": Pooling,
    "batch_normalization": BatchNormalization,
    "activation": Activation,
    "flatten": Flatten,
    "dense": Dense,
    "dropout": Dropout,
}
NAMES = {kind: name for name, kind in KINDS.items()}

Plain = str | list[dict[str, Any]]
"""What ``json`` reads and writes."""


def to_plain(network: AnyNetwork) -> Plain:
    if isinstance(network, LabNetwork):
        return network.value
    return [{"layer": NAMES[type(layer)]} | dataclasses.asdict(layer) for layer in network.layers]


def from_plain(plain: object) -> AnyNetwork:
    """
    Raises:
        UnbuildableNetwork: it is none, or one that cannot be built; ``place`` is the index of the
            layer that caused it.
    """
    if isinstance(plain, str):
        if plain not in list(LabNetwork):
            known = ", ".join(LabNetwork)
            raise UnbuildableNetwork(f"There is no network {plain!r}. The lab's own are: {known}.")
        return LabNetwork(plain)
    if not isinstance(plain, list):
        raise UnbuildableNetwork(
            'A network is a list of layers, each such as {"layer": "flatten"}.'
        )
    network = Network(tuple(_layer(place, fields) for place, fields in enumerate(plain)))
    network.check()
    return network


def read_network(file: Path) -> AnyNetwork:
    """
    Raises:
        UnbuildableNetwork: as ``from_plain``, or the file is not JSON.
        OSError: it cannot be read.
    """
    try:
        return from_plain(json.loads(file.read_text("utf-8")))
    except (ValueError, RecursionError) as error:
        raise UnbuildableNetwork(f"{file} is not JSON: {error}.") from error


def _layer(place: int, fields: object) -> Layer:
    kind = KINDS.get(str(fields.get("layer"))) if isinstance(fields, dict) else None
    if kind is None or not isinstance(fields, dict):
        raise UnbuildableNetwork(
            f'Layer {place + 1} has no known kind. "layer" is one of: {", ".join(KINDS)}.', place
        )
    given = {name: value for name, value in fields.items() if name != "layer"}
    settings = {setting.name: setting for setting in dataclasses.fields(kind)}
    needed = {name for name, each in settings.items() if each.default is dataclasses.MISSING}
    try:
        for name in sorted(given.keys() - settings.keys()):
            raise ValueError(f"there is no setting {name!r}")
        for name in sorted(needed - given.keys()):
            raise ValueError(f"{name!r} is missing")
        values: dict[str, Any] = {n: _value(settings[n], value) for n, value in given.items()}
        return kind(**values)
    except ValueError as error:
        raise UnbuildableNetwork(f"Layer {place + 1}, {NAMES[kind]}: {error}.", place) from error


def _value(setting: "dataclasses.Field[Any]", value: object) -> object:
    """The value if it is of the setting's kind; names become members of their enumeration.

    Raises:
        ValueError: it is of another kind.
    """
    kind: Any = setting.type
    if kind is int or kind is bool:
        fits, expected = type(value) is kind, "a whole number" if kind is int else "true or false"
    elif kind is float:
        fits, expected = type(value) in (int, float), "a number"
    else:
        fits, expected = value in list(kind), "one of: " + ", ".join(kind)
    if not fits:
        raise ValueError(f"{setting.name!r} is {expected}, not {value!r}")
    return kind(value)
