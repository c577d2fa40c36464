import numpy as np
import pytest

from cnn.runs.coarse import Coarse


def squares(decades: float, count: int = 9_999) -> np.ndarray:
    """Means of squared gradients, spread over so many powers of ten."""
    powers = np.random.default_rng(0).uniform(-4 - decades, -4, count)
    return (10**powers).astype(np.float32)


def test_a_value_becomes_one_of_its_order_of_magnitude() -> None:
    values = squares(8)
    ratios = Coarse.of(values).values() / values
    assert ratios.max() < 2.01
    assert ratios.min() > 1 / 2.01


def test_no_divisor_becomes_smaller_than_it_was_by_much_or_zero() -> None:
    values = squares(20)
    found = Coarse.of(values).values()
    assert found.min() > 1e-13
    assert (found / values).min() > 1 / 2.01


def test_two_values_share_a_byte() -> None:
    values = squares(3).reshape(99, 101)
    coarse = Coarse.of(values)
    assert coarse.codes.dtype == np.uint8
    assert coarse.codes.size == 5_000
    assert coarse.values().shape == (99, 101)


def test_signs_are_kept_and_what_moves_nothing_becomes_zero() -> None:
    values = np.array([-1, 0.5, -0.01, 1e-4, -1e-9, 0], np.float32)
    found = Coarse.of(values).values()
    assert np.sign(found).tolist() == [-1, 1, -1, 0, 0, 0]
    assert np.abs(found[:3] / values[:3]) == pytest.approx(1, abs=0.75)
    assert found[0] == -1


def test_zeros_stay_zeros() -> None:
    values = squares(3)
    values[::3] = 0
    found = Coarse.of(values).values()
    assert np.array_equal(found == 0, values == 0)
    for nothing in (np.zeros((5, 3), np.float32), np.full(4, 1e-40, np.float32)):
        assert np.array_equal(Coarse.of(nothing).values(), np.zeros_like(nothing))


@pytest.mark.parametrize("value", [3.0, -3.0])
def test_equal_values_are_exact(value: float) -> None:
    values = np.full((2, 2), value, np.float32)
    assert np.array_equal(Coarse.of(values).values(), values)


def test_an_array_may_be_empty() -> None:
    assert Coarse.of(np.zeros((0, 3), np.float32)).values().shape == (0, 3)
