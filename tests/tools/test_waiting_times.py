import pytest

from cnn.runs.recipe import FAST
from tools.lesson import Pupil, Training
from tools.queue_simulation import Stay, simulate
from tools.waiting_times import HEADER, waiting_times


def lesson(runs: int, workers: int) -> list[Stay]:
    """Of pupils who press Start in the same minute, one each second; a run takes ten."""
    training = Training(FAST, 10)
    return simulate([Pupil(f"{n}", 60 + n, (training,)) for n in range(runs)], workers)


def test_the_waits_of_all_lessons_count() -> None:
    times = waiting_times([lesson(2, 1), lesson(3, 1)], workers=1, lesson_ends=160)
    assert times.longest == 18
    assert times.median == 9  # of 0, 9, 0, 9, 18
    assert times.ninety == pytest.approx(14.4)
    assert times.late == times.refused == 0


def test_what_is_not_over_at_the_end_of_the_lesson_counts_as_late() -> None:
    assert waiting_times([lesson(4, 1)], workers=1, lesson_ends=80).late == 0.5
    assert waiting_times([lesson(4, 2)], workers=2, lesson_ends=80).late == 0.25


def test_the_workers_are_in_use_from_the_first_start_to_the_end_of_the_lesson() -> None:
    assert waiting_times([lesson(4, 1)], workers=1, lesson_ends=140).use == 0.5
    assert waiting_times([lesson(4, 1)], workers=1, lesson_ends=80).use == 1
    assert waiting_times([lesson(1, 2)], workers=2, lesson_ends=70).use == 0.5


def test_a_row_fits_its_table() -> None:
    row = waiting_times([lesson(11, 1)], workers=1, lesson_ends=160).row(1)
    assert row == "| 1 | 0:45 | 1:21 | 1:30 | 9% | 0% | 100% |"
    assert {line.count("|") for line in [row, *HEADER.splitlines()]} == {8}
