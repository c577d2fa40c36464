from dataclasses import replace

import numpy as np
import pytest

from cnn.nn.training.compiled_networks import CompiledNetworks, compilation_of, learning_rate
from cnn.runs.recipe import ARTICLE, DENSE, FAST, ROBUST

DENSE_COMPILATION = compilation_of(DENSE, 10, "float32", images_per_call=640)


def test_recipes_that_train_in_the_same_way_share_a_compilation() -> None:
    renamed = replace(ARTICLE, title="Another", patience=5, epochs=3)
    assert compilation_of(ARTICLE, 1500, "float32", 640) == compilation_of(
        renamed, 1500, "float32", 640
    )


def test_the_epochs_of_a_cycle_belong_to_the_compilation() -> None:
    shorter = replace(FAST, epochs=2)
    assert compilation_of(FAST, 375, "float32", 640) != compilation_of(shorter, 375, "float32", 640)


@pytest.mark.parametrize(
    ("steps", "images_per_call", "expected"), [(1500, 640, 20), (10, 640, 10), (7, 64, 1)]
)
def test_executions_divide_the_epoch(steps: int, images_per_call: int, expected: int) -> None:
    compilation = compilation_of(ARTICLE, steps, "float32", images_per_call)
    assert compilation.steps_per_execution == expected


def test_a_network_that_was_given_back_is_taken_again() -> None:
    networks = CompiledNetworks()
    network = networks.take(DENSE_COMPILATION)
    assert networks.take(DENSE_COMPILATION) is not network
    networks.give_back(DENSE_COMPILATION, network)
    assert networks.take(DENSE_COMPILATION) is network


def test_a_network_of_another_kind_is_not_taken() -> None:
    networks = CompiledNetworks()
    networks.give_back(DENSE_COMPILATION, networks.take(DENSE_COMPILATION))
    other = replace(DENSE_COMPILATION, learning_rate=0.5)
    network = networks.take(other)
    assert float(network.optimizer.learning_rate) == 0.5


def test_the_idle_networks_are_bounded() -> None:
    networks = CompiledNetworks(most_idle=1)
    first, second = networks.take(DENSE_COMPILATION), networks.take(DENSE_COMPILATION)
    networks.give_back(DENSE_COMPILATION, first)
    networks.give_back(DENSE_COMPILATION, second)
    assert networks.take(DENSE_COMPILATION) is second
    assert networks.take(DENSE_COMPILATION) is not first


def test_a_reset_starts_everything_anew() -> None:
    network = DENSE_COMPILATION.compile()
    DENSE_COMPILATION.reset(network, seed=1)
    before = network.get_weights()
    images, labels = np.ones((4, 28, 28, 1), np.float32), np.arange(4)
    network.train_on_batch(images, labels)
    network.optimizer.learning_rate = 0.5
    DENSE_COMPILATION.reset(network, seed=1)
    for old, new in zip(before, network.get_weights(), strict=True):
        np.testing.assert_array_equal(old, new)
    assert int(network.optimizer.iterations) == 0
    assert float(network.optimizer.learning_rate) == pytest.approx(DENSE.learning_rate)


def test_another_seed_gives_other_weights_to_every_layer() -> None:
    network = DENSE_COMPILATION.compile()
    kernels = []
    for seed in (1, 2):
        DENSE_COMPILATION.reset(network, seed)
        kernels.append([weights for weights in network.get_weights() if weights.ndim > 1])
    assert all(not np.array_equal(*pair) for pair in zip(*kernels, strict=True))


def test_the_article_has_a_constant_learning_rate() -> None:
    assert learning_rate(0.001, None) == 0.001


def test_one_cycle_rises_for_a_quarter_and_falls_to_zero() -> None:
    schedule = learning_rate(ROBUST.learning_rate, 1400)
    assert not isinstance(schedule, float)
    start, peak, middle, end = (float(schedule(step)) for step in (0, 350, 700, 1400))
    assert start == pytest.approx(ROBUST.learning_rate / 25, rel=1e-4)
    assert peak == pytest.approx(ROBUST.learning_rate, rel=1e-4)
    assert end < middle < peak
    assert end == pytest.approx(0, abs=1e-8)
