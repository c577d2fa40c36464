from dataclasses import replace

import pytest

from cnn.runs.history import TRACE_POINTS, EpochResult, History, in_digits


def epoch(number: int, val_loss: float) -> EpochResult:
    return EpochResult(number, 0.5, 0.8, val_loss, 0.7, seconds=1.5)


HISTORY = History((epoch(1, 0.6), epoch(2, 0.4), epoch(3, 0.4)))


@pytest.mark.parametrize(
    ("epochs", "written"),
    [(2, "2"), (0.2, "0.2"), (2.254, "2.25"), (10, "10"), (12.34, "12.3"), (156, "156"),
     (1500.4, "1500")],
)  # fmt: skip
def test_a_number_of_epochs_is_written_in_three_digits_or_all_it_has(
    epochs: float, written: str
) -> None:
    assert in_digits(epochs) == written


def test_the_best_epoch_is_the_first_with_the_lowest_validation_loss() -> None:
    assert HISTORY.best is HISTORY.epochs[1]


def test_a_history_without_epochs_has_no_best_and_no_last_one() -> None:
    assert History().best is None
    assert History().last is None
    assert not History()


def test_an_epoch_is_added_at_the_end() -> None:
    longer = HISTORY.with_epoch(epoch(4, 0.3))
    assert len(longer) == 4
    assert longer.last == longer.best == epoch(4, 0.3)
    assert len(HISTORY) == 3


def test_its_seconds_are_those_of_its_epochs() -> None:
    assert HISTORY.seconds == 4.5


def test_as_csv_it_has_one_line_per_epoch_below_a_header() -> None:
    header, *lines = HISTORY.to_csv().splitlines()
    assert header == "epoch,loss,accuracy,val_loss,val_accuracy,seconds,completed"
    assert lines[1] == "2,0.5,0.8,0.4,0.7,1.5,1.0"
    assert len(lines) == 3


def test_an_epoch_that_was_cut_short_ends_within_it() -> None:
    assert epoch(3, 0.4).end == 3
    stopped = EpochResult(3, 0.5, 0.8, 0.4, 0.7, seconds=1.5, completed=0.2)
    assert stopped.end == pytest.approx(2.2)


def test_epochs_without_improvement_are_counted_from_the_best_one() -> None:
    assert HISTORY.epochs_without_improvement == 1
    assert History().epochs_without_improvement == 0


def test_the_best_epoch_of_a_branch_is_one_of_its_own_once_there_is_one() -> None:
    branched = replace(HISTORY, epochs=HISTORY.epochs[:2], inherited=2)
    assert branched.best is branched.lowest is HISTORY.epochs[1]
    longer = branched.with_epoch(epoch(3, 0.5)).with_epoch(epoch(4, 0.45))
    assert longer.best == epoch(4, 0.45)
    assert longer.lowest is HISTORY.epochs[1]
    assert longer.epochs_without_improvement == 2


@pytest.mark.parametrize("batches", [40, 100, 375, 1_500])
def test_the_trace_has_a_bounded_number_of_points_per_epoch(batches: int) -> None:
    history = History()
    for batch in range(1, 2 * batches + 1):
        history = history.with_batch(batch / batches, 0.9, 0.6)
    assert len(history.trace) == 2 * TRACE_POINTS
    assert history.trace[-1].epoch == 2


def test_the_trace_has_the_means_that_keras_reports() -> None:
    history = History().with_batch(0.5, 1.0, 0.5).with_batch(1.0, 0.8, 0.6)
    assert [(point.loss, point.accuracy) for point in history.trace] == [(1.0, 0.5), (0.8, 0.6)]
