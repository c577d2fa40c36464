"""Networks at random, as somebody may put them together."""

import numpy as np

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

FUNCTIONS = [name for name in ActivationName if name is not ActivationName.SOFTMAX]


def random_network(rng: np.random.Generator) -> Network:
    """Layers with random settings, most often in an order that can be built."""
    maps = [_map_layer(rng) for _ in range(rng.integers(0, 7))]
    vectors = [_vector_layer(rng) for _ in range(rng.integers(0, 4))]
    return Network((*maps, Flatten(), *vectors, OUTPUT))


def buildable_networks(count: int, seed: int) -> list[Network]:
    rng = np.random.default_rng(seed)
    found: list[Network] = []
    while len(found) < count:
        network = random_network(rng)
        try:
            network.check()
        except UnbuildableNetwork:
            continue
        found.append(network)
    return found


def _map_layer(rng: np.random.Generator) -> Layer:
    match int(rng.integers(5)):
        case 0 | 1:
            return Convolution(
                int(rng.integers(1, 40)),
                int(rng.integers(1, 9)),
                FUNCTIONS[rng.integers(len(FUNCTIONS))],
                list(Padding)[rng.integers(2)],
                bool(rng.integers(2)),
            )
        case 2:
            return Pooling(list(PoolingKind)[rng.integers(2)], int(rng.integers(1, 5)))
        case _:
            return _anywhere(rng)


def _vector_layer(rng: np.random.Generator) -> Layer:
    if rng.integers(2):
        return Dense(int(rng.integers(1, 200)), FUNCTIONS[rng.integers(len(FUNCTIONS))])
    return _anywhere(rng)


def _anywhere(rng: np.random.Generator) -> Layer:
    layers = (Dropout(float(rng.uniform(0, 0.9))), BatchNormalization(), Activation())
    return layers[rng.integers(3)]
