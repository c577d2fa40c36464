"""The simulated queue: by hand, and beside the real one."""

import time
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest

from cnn.concurrency import ThreadExecutor
from cnn.runs.admission import RUNS_PER_ADDRESS
from cnn.runs.channel import Channel
from cnn.runs.job import TrainingJob
from cnn.runs.line import Outcome
from cnn.runs.queue import RunQueue
from cnn.runs.recipe import FAST
from cnn.runs.run import Run
from cnn.runs.store import RunStore
from tests.runs.queues import finish
from tools.lesson import Pupil, Training
from tools.queue_simulation import RETRY, Stay, simulate


def pupil(name: str, presses: float, *seconds: float, rest: float = 0.0) -> Pupil:
    return Pupil(name, presses, tuple(Training(FAST, each) for each in seconds), rest)


def times(stays: list[Stay]) -> dict[str, tuple[float, float, float]]:
    """When each run was wanted, began and ended, by pupils and the numbers of their runs."""
    return {
        f"{stay.pupil.visitor} {stay.number}": (stay.pressed, stay.began, stay.ended)
        for stay in stays
    }


def test_runs_are_trained_first_come_first_served() -> None:
    pupils = [pupil("ada", 0, 10), pupil("bob", 1, 10), pupil("cyd", 2, 10), pupil("dan", 3, 1)]
    assert times(simulate(pupils, workers=2)) == {
        "ada 0": (0, 0, 10),
        "bob 0": (1, 1, 11),
        "cyd 0": (2, 10, 20),
        "dan 0": (3, 11, 12),
    }


def test_a_second_run_goes_to_the_end_of_the_line() -> None:
    pupils = [pupil("ada", 0, 10, 10, rest=1), pupil("bob", 1, 10), pupil("cyd", 2, 10)]
    assert times(simulate(pupils, workers=1)) == {
        "ada 0": (0, 0, 10),
        "bob 0": (1, 10, 20),
        "cyd 0": (2, 20, 30),
        "ada 1": (11, 30, 40),
    }


def test_nobody_starts_a_run_when_the_lesson_is_over() -> None:
    pupils = [pupil("ada", 0, 10, 10, rest=1), pupil("bob", 1, 10)]
    assert [*times(simulate(pupils, workers=1, lesson_ends=11))] == ["ada 0", "bob 0"]
    assert [*times(simulate(pupils, workers=1, lesson_ends=12))] == ["ada 0", "bob 0", "ada 1"]


def test_several_servers_share_the_workers() -> None:
    pupils = [pupil(name, moment, 10) for moment, name in enumerate("abcdef")]
    alone, shared = (times(simulate(pupils, 2, servers)) for servers in (1, 3))
    assert alone == shared


def test_who_is_refused_tries_again() -> None:
    pupils = [
        replace(pupil(f"{number}", number, 100), address="1.2.3.4")
        for number in range(RUNS_PER_ADDRESS + 1)
    ]
    *others, last = simulate(pupils, workers=1)
    assert [stay.refusals for stay in others] == RUNS_PER_ADDRESS * [0]
    assert last.refusals == 2
    assert last.pressed == RUNS_PER_ADDRESS
    assert last.began == 100 * RUNS_PER_ADDRESS > last.pressed + last.refusals * RETRY


@dataclass
class Real:
    """A real run, whose training only takes its time."""

    pressed: float
    began: float = 0.0
    ended: float = 0.0

    def train(self, seconds: float) -> None:
        self.began = time.monotonic()
        time.sleep(seconds)
        self.ended = time.monotonic()


SECONDS = (0.6, 0.2, 0.4, 0.3, 0.7, 0.2, 0.5, 0.3)
EVERY = 0.06
TOLERANCE = 0.1
"""Seconds. Two runs in the wrong order, or a worker that is lost, cost more."""


def real_runs(folder: Path) -> list[Real]:
    """Runs on two workers, started one shortly after the other."""
    real: list[Real] = []

    def train(job: TrainingJob, channel: Channel) -> Outcome:
        real[job.seed].train(SECONDS[job.seed])
        return None

    queue = RunQueue(RunStore(folder), ThreadExecutor("training"), train, workers=lambda: 2)
    runs: list[Run] = []
    for number in range(len(SECONDS)):
        real.append(Real(time.monotonic()))
        runs.append(queue.start(FAST, f"{number}", seed=number))
        time.sleep(EVERY)
    for run in runs:
        finish(run)
    return real


def simulated(real: list[Real], workers: int) -> list[float]:
    """How long the same runs would have waited."""
    first = real[0].pressed
    pupils = [
        pupil(f"{number}", run.pressed - first, run.ended - run.began)
        for number, run in enumerate(real)
    ]
    return [stay.waited for stay in simulate(pupils, workers)]


def test_simulated_pupils_wait_as_long_as_real_ones(tmp_path: Path) -> None:
    real = real_runs(tmp_path)
    waited = np.array([run.began - run.pressed for run in real])
    assert waited.max() > 5 * TOLERANCE, "somebody waits"
    assert simulated(real, workers=2) == pytest.approx(waited, abs=TOLERANCE)
    lost = np.abs(simulated(real, workers=1) - waited)
    swapped = np.abs(waited[[0, 1, 3, 2, *range(4, len(real))]] - waited)
    assert lost.max() > 2 * TOLERANCE
    assert swapped.max() > TOLERANCE
