from dataclasses import replace

import pytest

from cnn import pretrained
from cnn.evaluation.metrics import Score
from cnn.runs.history import EpochResult, History
from cnn.runs.record import RunRecord
from cnn.ui.components.record_metrics import duration
from tests.ui.visiting import component, metrics


def script(record: "RunRecord") -> None:
    from cnn.ui.components.record_metrics import record_metrics

    record_metrics(record)


def test_a_record_is_shown_in_five_numbers_without_the_test_result() -> None:
    record = replace(
        pretrained.ARTICLE_CNN.record,
        test=Score(loss=0.25, accuracy=0.9077),
        validation=Score(loss=0.2457, accuracy=0.9112),
        seconds=144.0,
    )
    app = component(script, record=record).run()
    assert metrics(app) == {
        "Validation accuracy": "91.1%",
        "Validation loss": "0.246",
        "Best epoch": f"{record.best_epoch} of {len(record.history)}",
        "Parameters": "323,286",
        "Training time": "2.4 min",
    }


def test_averaged_weights_are_not_those_of_one_epoch() -> None:
    record = replace(pretrained.ARTICLE_CNN.record, averaged=(3, 7))
    shown = metrics(component(script, record=record).run())
    assert shown["Mean of epochs"] == "3, 7"
    assert "Best epoch" not in shown


def test_a_run_that_was_stopped_counts_a_part_of_an_epoch() -> None:
    cut_short = EpochResult(1, 0.6, 0.8, 0.5, 0.8, seconds=2, completed=0.2)
    record = replace(pretrained.ARTICLE_CNN.record, history=History((cut_short,)))
    assert metrics(component(script, record=record).run())["Best epoch"] == "0.2 of 0.2"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(14.2, "14 s"), (99, "99 s"), (100, "1.7 min"), (596, "9.9 min"), (598, "10 min")],
)
def test_long_times_are_in_minutes(seconds: float, text: str) -> None:
    assert duration(seconds) == text
