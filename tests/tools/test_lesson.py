from pathlib import Path

import pytest

from cnn.runs.classroom import Classrooms
from cnn.runs.recipe import ARTICLE, FAST
from tools.lesson import Choice, Lesson, draw_pupils, open_classes


def test_all_pupils_of_all_classes_press_start_after_the_settings_are_handed_out() -> None:
    lesson = Lesson(classes=3, pupils=20, hand_out=10, spread=2)
    pupils = draw_pupils(lesson, ["A", "B", "C"], seed=1)
    assert len({pupil.visitor for pupil in pupils}) == 60
    moments = [pupil.presses for pupil in pupils]
    assert moments == sorted(moments)
    assert 600 <= moments[0] < 620
    assert 700 < moments[-1] <= 720


def test_a_school_has_one_address() -> None:
    pupils = draw_pupils(Lesson(classes=3, pupils=2, schools=2), ["A", "B", "C"], seed=1)
    schools = {pupil.classroom: pupil.address for pupil in pupils}
    assert schools["A"] == schools["C"] != schools["B"]


@pytest.mark.parametrize(("second", "runs"), [(0.0, {1}), (1.0, {2}), (0.5, {1, 2})])
def test_some_pupils_start_a_second_run(second: float, runs: set[int]) -> None:
    pupils = draw_pupils(Lesson(second=second), ["A"], seed=1)
    assert {len(pupil.trainings) for pupil in pupils} == runs


def test_pupils_choose_among_recipes_and_a_run_may_end_early() -> None:
    choices = (Choice(FAST, 4, 4, 5.0), Choice(ARTICLE, 5, 9, 6.0))
    pupils = draw_pupils(Lesson(classes=2, choices=choices), ["A", "B"], seed=1)
    seconds: dict[str, set[float]] = {"fast": set(), "article": set()}
    for pupil in pupils:
        for training in pupil.trainings:
            seconds[training.recipe.name].add(training.seconds)
    assert seconds == {"fast": {20.0}, "article": {30.0, 36.0, 42.0, 48.0, 54.0}}


def test_a_seed_gives_the_same_lesson_again() -> None:
    one, same, other = (draw_pupils(Lesson(), ["A"], seed) for seed in (1, 1, 2))
    assert one == same != other


def test_the_pupils_are_in_their_classes(tmp_path: Path) -> None:
    lesson, classrooms = Lesson(classes=2, pupils=3), Classrooms(tmp_path)
    codes = open_classes(lesson, classrooms)
    for pupil in draw_pupils(lesson, codes, seed=1):
        classroom = classrooms.of(pupil.visitor)
        assert classroom is not None
        assert classroom.code == pupil.classroom
        assert len(classroom.members) == 3
