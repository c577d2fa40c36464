import pickle
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
from cnn.runs.history import EpochResult
from cnn.runs.recipe import DENSE
from cnn.runs.run import Run, RunView, State, TrainingJob

EPOCHS = 4
BATCHES = 100
FIRST = EpochResult(1, loss=0.6, accuracy=0.7, val_loss=0.5, val_accuracy=0.8, seconds=10)


@pytest.fixture
def run() -> Run:
    return Run("1", "ada", replace(DENSE, epochs=EPOCHS))


def report(run: Run, *events: Event) -> RunView:
    for event in events:
        run.on_event(event)
    return run.view()


def test_a_job_can_cross_to_another_process() -> None:
    job = TrainingJob(DENSE, Path("runs"), seed=3, source=DataSource.GENERATED)
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


def test_progress_counts_batches_over_all_epochs(run: Run) -> None:
    assert run.view().progress(EPOCHS) == 0
    assert report(run, Started(EPOCHS, BATCHES)).progress(EPOCHS) == 0
    assert report(run, BatchEnded(1, 50, 0.9, 0.6)).progress(EPOCHS) == 0.125
    assert report(run, BatchEnded(4, 100, 0.9, 0.6)).progress(EPOCHS) == 1


def test_epochs_are_added_to_its_history(run: Run) -> None:
    view = report(run, Started(EPOCHS, BATCHES), EpochEnded(FIRST, best=True))
    assert view.history.epochs == (FIRST,)


def test_the_trace_shows_what_changed_since_its_previous_point(run: Run) -> None:
    # Means over the epoch so far: 1.0 over 50 batches, then 0.8 over 100, so 0.6 since.
    view = report(
        run, Started(EPOCHS, BATCHES), BatchEnded(1, 50, 1.0, 0.5), BatchEnded(1, 100, 0.8, 0.6)
    )
    assert [point.epoch for point in view.trace] == [0.5, 1.0]
    assert view.trace[1].loss == pytest.approx(0.6)
    assert view.trace[1].accuracy == pytest.approx(0.7)


def test_the_trace_has_a_bounded_number_of_points_per_epoch(run: Run) -> None:
    batches = [BatchEnded(1, batch, 0.9, 0.6) for batch in range(1, BATCHES + 1)]
    assert len(report(run, Started(EPOCHS, BATCHES), *batches).trace) == 25


def test_the_time_left_follows_from_the_pace_so_far(run: Run) -> None:
    report(run, Started(EPOCHS, BATCHES))
    assert run.seconds_left() is None
    report(run, BatchEnded(1, 100, 0.9, 0.6), EpochEnded(FIRST, best=True))
    assert run.seconds_left() == pytest.approx(30)
    report(run, Paused())
    assert run.seconds_left() is None


def test_an_event_that_arrives_after_the_end_changes_nothing(run: Run) -> None:
    run.change(state=State.DONE)
    assert report(run, Evaluating()).state is State.DONE
