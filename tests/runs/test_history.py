from cnn.runs.history import EpochResult, History


def epoch(number: int, val_loss: float) -> EpochResult:
    return EpochResult(number, 0.5, 0.8, val_loss, 0.7, seconds=1.5)


HISTORY = History((epoch(1, 0.6), epoch(2, 0.4), epoch(3, 0.4)))


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
    assert header == "epoch,loss,accuracy,val_loss,val_accuracy,seconds"
    assert lines[1] == "2,0.5,0.8,0.4,0.7,1.5"
    assert len(lines) == 3
