"""The lab's queue with a clock that does not wait: an hour of a lesson takes a second.

The order of runs and who may enter are the lab's own, ``Line`` and ``Admission``; only the time and
the workers are simulated. As in the lab, each server has a line of its own, and all servers share
the workers of the cluster, which does what it gets in the order in which it gets it. Dask keeps
that order only roughly: a run waits for a certain worker until another one is idle for a moment.
"""

import sched
from collections import deque
from collections.abc import Callable
from concurrent.futures import Executor, Future
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from cnn.errors import RunRefused
from cnn.runs.admission import Admission
from cnn.runs.channel import Channel, ThreadChannel
from cnn.runs.events import Event, Preparing
from cnn.runs.job import TrainingJob
from cnn.runs.line import Line, Outcome
from cnn.runs.run import Run, State
from tools.lesson import Pupil, Training

RETRY = 60.0
"""Seconds after which somebody who was refused presses Start again."""


class Clock:
    """Seconds from the beginning of the lesson, and what happens when."""

    def __init__(self) -> None:
        self.now = 0.0
        self._events = sched.scheduler(lambda: self.now, self._advance)

    def after(self, seconds: float, action: Callable[[], None]) -> None:
        self._events.enterabs(self.now + seconds, 0, action)

    def run(self) -> None:
        """Until nothing more happens."""
        self._events.run()

    def _advance(self, seconds: float) -> None:
        self.now += seconds


@dataclass
class Stay:
    """The way of a run through the lab; all times in seconds from the beginning."""

    pupil: Pupil
    number: int
    """Which of the pupil's runs it is, from 0."""
    pressed: float
    """Somebody wanted it to start."""
    refusals: int = 0
    """How often they were sent away before it got a place in line."""
    began: float = field(init=False)
    """A worker took it."""
    ended: float = field(init=False)

    @property
    def training(self) -> Training:
        return self.pupil.trainings[self.number]

    @property
    def waited(self) -> float:
        return self.began - self.pressed


class Workers(Executor):
    """So many workers, each of which trains one run at a time, first come, first served."""

    def __init__(self, clock: Clock, number: int, seconds: Callable[[TrainingJob], float]) -> None:
        """``seconds``: how long a job takes."""
        self.number = number
        self._clock = clock
        self._seconds = seconds
        self._free = number
        self._waiting: deque[tuple[Future[Outcome], TrainingJob, Channel]] = deque()

    def count(self) -> int:
        return self.number

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Outcome] = Future()
        self._waiting.append((future, *args))
        # Not yet: whoever submits a job has not heard of its future.
        self._clock.after(0, self._begin)
        return future

    def _begin(self) -> None:
        if self._waiting and self._free:
            self._free -= 1
            future, job, channel = self._waiting.popleft()
            channel.send(Preparing())
            self._clock.after(self._seconds(job), partial(self._end, future))

    def _end(self, future: "Future[Outcome]") -> None:
        self._free += 1
        self._clock.after(0, self._begin)
        future.set_result(None)


class Server:
    """Lets runs into its line, and tells what becomes of them."""

    def __init__(
        self,
        clock: Clock,
        workers: Workers,
        admission: Admission,
        stays: dict[str, Stay],
        lesson_ends: float,
    ) -> None:
        self._clock = clock
        self._admission = admission
        self._stays = stays
        self._lesson_ends = lesson_ends
        self._line = Line(workers, lambda job, channel: None, self._on_end, workers.count)
        self._in_line: list[Run] = []

    def press_start(self, stay: Stay) -> None:
        """Puts a pupil's run into the line, now or as soon as there is a place for it."""
        pupil, id = stay.pupil, str(len(self._stays))
        run = Run(id, pupil.visitor, stay.training.recipe, seed=0, name=id)
        run.address, run.classroom = pupil.address, pupil.classroom
        try:
            self._admission.require_place(run, self._in_line)
        except RunRefused:
            stay.refusals += 1
            self._clock.after(RETRY, partial(self.press_start, stay))
            return
        self._stays[id] = stay
        self._in_line.append(run)
        run.channel = ThreadChannel(partial(self._on_event, run))
        run.folder = Path(id)
        self._line.put(run)

    def _on_event(self, run: Run, event: Event) -> None:
        run.on_event(event)
        self._stays[run.id].began = self._clock.now

    def _on_end(self, run: Run, future: "Future[Outcome]") -> None:
        run.change(state=State.DONE)
        self._in_line.remove(run)
        self._line.ended(run)
        stay = self._stays[run.id]
        stay.ended = self._clock.now
        again = stay.ended + stay.pupil.rest
        if stay.number + 1 < len(stay.pupil.trainings) and again < self._lesson_ends:
            following = Stay(stay.pupil, stay.number + 1, again)
            self._clock.after(stay.pupil.rest, partial(self.press_start, following))


def simulate(
    pupils: list[Pupil],
    workers: int,
    servers: int = 1,
    admission: Admission | None = None,
    lesson_ends: float = float("inf"),
) -> list[Stay]:
    """What becomes of all runs, in the order in which they got their places in line.

    A balancer sends pupils to the servers in turn. Nobody starts a run after ``lesson_ends``, in
    seconds, but those in line are trained.
    """
    clock, stays = Clock(), dict[str, Stay]()
    executor = Workers(clock, workers, lambda job: stays[job.folder.name].training.seconds)
    lines = [
        Server(clock, executor, admission or Admission(), stays, lesson_ends)
        for _ in range(servers)
    ]
    for number, pupil in enumerate(pupils):
        stay = Stay(pupil, 0, pupil.presses)
        clock.after(pupil.presses, partial(lines[number % servers].press_start, stay))
    clock.run()
    return list(stays.values())
