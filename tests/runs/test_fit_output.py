from cnn.runs.fit_output import fit_output
from cnn.runs.history import EndReason, EpochResult, History
from cnn.runs.run import RunView

FIRST = EpochResult(1, 0.52, 0.81, 0.35, 0.87, seconds=9.0)
HISTORY = History((FIRST,))


def test_an_epoch_is_printed_as_keras_prints_it() -> None:
    assert fit_output(RunView(history=HISTORY), 20, 1500).splitlines() == [
        "Epoch 1/20",
        "1500/1500 ━━━━━━━━━━━━━━━━━━━━ 9s 6ms/step - accuracy: 0.8100 - loss: 0.5200"
        " - val_accuracy: 0.8700 - val_loss: 0.3500",
    ]


def test_the_epoch_that_goes_on_has_a_bar_and_no_validation() -> None:
    view = RunView(epoch=2, batch=750, batches=1500, loss=0.4, accuracy=0.85, history=HISTORY)
    assert fit_output(view, 20, 1500).splitlines()[2:] == [
        "Epoch 2/20",
        "750/1500 ━━━━━━━━━━────────── - accuracy: 0.8500 - loss: 0.4000",
    ]


def test_an_epoch_that_has_just_ended_is_printed_once() -> None:
    view = RunView(epoch=1, batch=1500, batches=1500, loss=0.5, accuracy=0.8, history=HISTORY)
    assert len(fit_output(view, 20, 1500).splitlines()) == 2


def test_a_stopped_epoch_says_how_far_it_came() -> None:
    stopped = EpochResult(1, 0.9, 0.7, 0.6, 0.8, seconds=2.0, completed=0.2)
    history = History((stopped,), EndReason.STOPPED)
    assert "\n300/1500 ━━━━─" in fit_output(RunView(history=history), 20, 1500)


def test_nothing_is_printed_before_the_first_batch() -> None:
    assert fit_output(RunView(), 20, 1500) == ""
