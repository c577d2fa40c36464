from pathlib import Path

import numpy as np
import pytest

from cnn.runs.moment_file import (
    Kind,
    Place,
    Variable,
    moment_content,
    read_place,
    read_variables,
    read_weights,
)

PLACE = Place(done=2, batch=30, batches=40)

RNG = np.random.default_rng(0)
KERNEL = RNG.normal(0, 0.1, (60, 50)).astype(np.float32)
SQUARES = (KERNEL / 100) ** 2

VARIABLES: list[Variable] = [
    (Kind.WEIGHT, KERNEL),
    (Kind.EXACT, np.array([7, 4_000_000_000], np.uint32)),
    (Kind.WEIGHT, KERNEL[0]),
    (Kind.OPTIMIZER, np.array(150, np.int64)),
    (Kind.OPTIMIZER, SQUARES),
    (Kind.OPTIMIZER, SQUARES[0]),
    (Kind.EXACT, np.array(0.123, np.float32)),
]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "2-30-40.npz"
    path.write_bytes(moment_content(VARIABLES, PLACE, seconds=1.5))
    return path


def test_it_says_where_the_moment_lies(file: Path) -> None:
    assert read_place(file) == (PLACE, 1.5)
    assert PLACE.epochs == 2.75


def test_the_weights_are_read_in_their_order(file: Path) -> None:
    kernel, bias = read_weights(file)
    assert kernel.dtype == bias.dtype == np.float16
    assert kernel == pytest.approx(KERNEL, rel=1e-3, abs=1e-7)
    assert bias == pytest.approx(KERNEL[0], rel=1e-3, abs=1e-7)


def test_all_variables_are_read_in_their_order(file: Path) -> None:
    found = read_variables(file)
    assert [values.dtype for values in found] == [values.dtype for _, values in VARIABLES]
    assert [values.shape for values in found] == [np.shape(values) for _, values in VARIABLES]
    for place in (1, 3, 5, 6):
        assert np.array_equal(found[place], VARIABLES[place][1]), "small or exact"
    assert (found[4] / SQUARES).max() < 2.01


def test_it_has_less_than_three_bytes_for_each_weight_that_adam_trains(file: Path) -> None:
    kernel: list[Variable] = [
        (Kind.WEIGHT, KERNEL),
        (Kind.OPTIMIZER, KERNEL),
        (Kind.OPTIMIZER, SQUARES),
    ]
    small, large = (
        moment_content([(kind, np.tile(values, (times, 1))) for kind, values in kernel], PLACE, 0)
        for times in (1, 11)
    )
    assert (len(large) - len(small)) / (10 * KERNEL.size) <= 3


def test_moving_variances_beyond_float16_are_cut_off(file: Path) -> None:
    variances = np.array([1e6, 2.0, np.inf], np.float32)
    file.write_bytes(moment_content([(Kind.WEIGHT, variances)], PLACE, 0))
    assert read_weights(file)[0].tolist() == [65_504, 2, 65_504]


def test_a_damaged_file_is_told_from_a_missing_one(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:500])
    with pytest.raises(ValueError):
        read_weights(file)
    file.unlink()
    with pytest.raises(FileNotFoundError):
        read_weights(file)
