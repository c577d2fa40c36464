import math

import numpy as np
import pytest

from cnn.data.dataset import Garments
from cnn.evaluation.corruptions import CORRUPTIONS
from cnn.evaluation.robustness import (
    CONDITIONS,
    LEAST,
    UNCHANGED,
    Robustness,
    RobustnessTest,
    corrupted,
)
from tests.conftest import striped_garments

GARMENTS = striped_garments(6, seed=2)

IMAGES = GARMENTS.images.astype(np.float32) / 255


def by_height(images: np.ndarray) -> np.ndarray:
    """Finds the bar of a striped garment; sometimes mistaken on purpose."""
    rows = images[:, :, 4:24].mean(axis=2)
    sums = np.stack([rows[:, 2 * label + 3 : 2 * label + 7].sum(axis=1) for label in range(10)], 1)
    sums[:, 4] += 1.5
    return sums


def accuracy(images: np.ndarray, labels: np.ndarray) -> float:
    return float((by_height(images).argmax(axis=1) == labels).mean())


def test_without_a_corruption_it_is_the_plain_accuracy() -> None:
    result = RobustnessTest(by_height, GARMENTS).run(seconds=math.inf)
    assert result.garments == 60
    assert 0 < result.accuracy[UNCHANGED] < 1
    assert result.accuracy[UNCHANGED] == pytest.approx(accuracy(IMAGES, GARMENTS.labels))


def test_every_kind_and_strength_is_measured_on_the_corrupted_images() -> None:
    result = RobustnessTest(by_height, GARMENTS).run(seconds=math.inf)
    assert set(result.accuracy) == set(CONDITIONS)
    assert len(CONDITIONS) == 1 + sum(len(kind.strengths) for kind in CORRUPTIONS)
    # Mirroring leaves the bars where they are; inverting makes them the darkest rows.
    mirrored, inverted = IMAGES[:, :, ::-1], 1 - IMAGES
    assert result.accuracy["Mirror", 1] == pytest.approx(accuracy(mirrored, GARMENTS.labels))
    assert result.accuracy["Invert", 1] == pytest.approx(accuracy(inverted, GARMENTS.labels))
    assert result.accuracy["Invert", 1] < result.accuracy[UNCHANGED]


def test_a_measurement_is_always_the_same() -> None:
    one, other = (RobustnessTest(by_height, GARMENTS).run(seconds=math.inf) for _ in range(2))
    assert one == other
    images, again = (corrupted(IMAGES, ("Noise", 2), start=5) for _ in range(2))
    np.testing.assert_array_equal(images, again)
    assert (corrupted(IMAGES, ("Noise", 2), start=6) != images).any()


def test_at_most_a_thousand_garments_are_looked_at() -> None:
    many = striped_garments(101, seed=3)
    seen: list[int] = []

    def count(images: np.ndarray) -> np.ndarray:
        seen.append(len(images))
        return np.eye(10)[np.zeros(len(images), int)]

    result = RobustnessTest(count, many).run(seconds=math.inf)
    assert result.garments == 1000
    assert sum(seen) == 1000 * len(CONDITIONS)
    assert result.accuracy[UNCHANGED] == pytest.approx(0.1), "all classes alike"


def test_without_time_few_garments_have_to_do() -> None:
    test = RobustnessTest(by_height, striped_garments(12, seed=4))
    assert test.newest is None
    result = test.run(seconds=0)
    assert result.garments == LEAST
    assert test.newest is result


def test_there_are_results_before_the_end_and_progress_up_to_it() -> None:
    test = RobustnessTest(by_height, GARMENTS)
    reports: list[tuple[int, int]] = []
    counts: set[int] = set()

    def progress(done: int, total: int) -> None:
        reports.append((done, total))
        if test.newest:
            counts.add(test.newest.garments)

    test.run(progress, seconds=math.inf)
    assert counts == {10, 20, 40}
    assert reports[-1] == (60, 60)
    assert all(done <= total for done, total in reports)
    assert [done for done, _ in reports] == sorted(done for done, _ in reports)


def test_fewer_garments_than_a_first_round_are_enough() -> None:
    few = Garments(GARMENTS.images[:3], GARMENTS.labels[:3])
    assert RobustnessTest(by_height, few).run(seconds=0).garments == 3


def test_the_margin_is_two_standard_errors_of_one_half() -> None:
    result = Robustness(100, {UNCHANGED: 0.5})
    assert result.margin == pytest.approx(2 * math.sqrt(0.5 * 0.5 / 100))
