import pickle
import time
from dataclasses import replace
from pathlib import Path

import pytest

from cnn.data.dataset import DataSource
from cnn.runs.events import (
    BatchEnded,
    DataLoaded,
    EpochEnded,
    Evaluating,
    Event,
    Paused,
    Preparing,
    Resumed,
    Started,
)
from cnn.runs.history import EpochResult, History, TracePoint
from cnn.runs.job import Suspended, TrainingJob
from cnn.runs.recipe import DENSE
from cnn.runs.run import Run, RunView, State, TimeLeft

EPOCHS = 4
BATCHES = 100
FIRST = EpochResult(1, loss=0.6, accuracy=0.7, val_loss=0.5, val_accuracy=0.8, seconds=10)


@pytest.fixture
def run() -> Run:
    return Run("1", "ada", replace(DENSE, epochs=EPOCHS), seed=1, name="Dense network 1")


def report(run: Run, *events: Event) -> RunView:
    for event in events:
        run.on_event(event)
    return run.view()


def test_a_job_can_cross_to_another_process() -> None:
    suspended = Suspended(History((FIRST,)), batch=7, seconds=2.5, state="")
    job = TrainingJob(DENSE, Path("runs"), 3, DataSource.GENERATED, suspended)
    assert pickle.loads(pickle.dumps(job)) == job


def test_its_state_follows_the_events(run: Run) -> None:
    states = [
        report(run, event).state
        for event in (
            Preparing(),
            DataLoaded(DataSource.GENERATED),
            Started(EPOCHS, BATCHES),
            Paused(),
            Resumed(),
            Evaluating(),
        )
    ]
    assert states == ["preparing", "preparing", "running", "paused", "running", "testing"]
    assert run.view().source is DataSource.GENERATED


def test_the_epochs_done_count_the_batches_of_the_current_one(run: Run) -> None:
    assert run.view().epochs_done == 0
    assert report(run, Started(EPOCHS, BATCHES)).epochs_done == 0
    assert report(run, BatchEnded(1, 50, 0.9, 0.6)).epochs_done == 0.5
    assert report(run, BatchEnded(4, 100, 0.9, 0.6)).epochs_done == 4


def test_epochs_are_added_to_its_history(run: Run) -> None:
    view = report(run, Started(EPOCHS, BATCHES), EpochEnded(FIRST, best=True))
    assert view.history.epochs == (FIRST,)


def test_the_batches_are_added_to_the_trace_of_its_history(run: Run) -> None:
    view = report(run, Started(EPOCHS, BATCHES), BatchEnded(1, 50, 1.0, 0.5))
    assert view.history.trace == (TracePoint(0.5, 1.0, 0.5),)


def test_the_time_left_follows_from_the_pace_so_far(run: Run) -> None:
    report(run, Started(EPOCHS, BATCHES))
    assert run.time_left() is None
    report(run, BatchEnded(1, 100, 0.9, 0.6), EpochEnded(FIRST, best=True))
    # Two epochs without improvement end it; all four are the most.
    assert run.time_left() == TimeLeft(shortest=20, longest=30)
    worse = replace(FIRST, epoch=2, val_loss=0.6)
    report(run, BatchEnded(2, 100, 0.9, 0.6), EpochEnded(worse, best=False))
    assert run.time_left() == TimeLeft(shortest=10, longest=20)
    report(run, Paused())
    assert run.time_left() is None


def test_without_early_stopping_all_epochs_are_left(run: Run) -> None:
    run.recipe = replace(run.recipe, patience=None)
    report(run, Started(EPOCHS, BATCHES), BatchEnded(1, 100, 0.9, 0.6), EpochEnded(FIRST, True))
    assert run.time_left() == TimeLeft(30, 30)


def test_the_pace_of_the_first_epoch_does_not_count_the_time_before_a_pause(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 0.0
    monkeypatch.setattr(time, "monotonic", lambda: now)
    report(run, Started(EPOCHS, BATCHES))
    now = 5
    report(run, BatchEnded(1, 50, 0.9, 0.6))
    assert run.seconds_per_epoch() == 10
    report(run, Paused())
    now = 500
    report(run, Resumed())
    assert run.seconds_per_epoch() is None
    now = 503
    report(run, BatchEnded(1, 75, 0.9, 0.6))
    assert run.seconds_per_epoch() == 12


def branched(batch: int) -> Run:
    """It goes on from after its parent's first epoch, and so many batches."""
    recipe = replace(DENSE, epochs=EPOCHS, training_images=3_200)
    start = Suspended(History((FIRST,), inherited=1), batch, 0.0, "timeline/1-0-100.npz")
    view = RunView.at(start, recipe, DataSource.GENERATED, State.QUEUED)
    run = Run("2", "ada", recipe, seed=1, name="Dense network 1, from epoch 1", view=view)
    run.suspended = start
    return run


@pytest.mark.parametrize(("batch", "done"), [(0, 1.0), (25, 1.25)])
def test_a_branch_begins_where_it_left_its_parent(batch: int, done: float) -> None:
    run = branched(batch)
    assert (run.view().state, run.view().epochs_done) == (State.QUEUED, done)
    assert not run.has_begun
    run.suspended = Suspended(run.view().history, 50, 1.0, "state-1-50.npz")
    assert run.has_begun


@pytest.mark.parametrize("batch", [0, 25])
def test_the_pace_of_a_branch_is_its_own(batch: int, monkeypatch: pytest.MonkeyPatch) -> None:
    now = 0.0
    monkeypatch.setattr(time, "monotonic", lambda: now)
    run = branched(batch)
    report(run, Started(EPOCHS, BATCHES))
    assert run.seconds_per_epoch() is None
    now = 5
    report(run, BatchEnded(2, batch + 50, 0.9, 0.6))
    assert run.seconds_per_epoch() == 10
    report(run, EpochEnded(replace(FIRST, epoch=2, seconds=12), best=False))
    assert run.seconds_per_epoch() == 12


def test_an_epoch_that_was_cut_short_says_nothing_about_the_pace(run: Run) -> None:
    cut_short = replace(FIRST, seconds=1, completed=0.1)
    report(run, Started(EPOCHS, BATCHES), EpochEnded(cut_short, best=True))
    assert run.seconds_per_epoch() is None


def test_an_event_that_arrives_after_the_end_changes_nothing(run: Run) -> None:
    run.change(state=State.DONE)
    assert report(run, Evaluating()).state is State.DONE
