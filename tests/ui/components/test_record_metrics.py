from dataclasses import replace

import pytest

from cnn import pretrained
from cnn.evaluation.metrics import Score
from cnn.runs.record import RunRecord
from cnn.ui.components.record_metrics import duration
from tests.ui.visiting import component, metrics


def script(record: "RunRecord") -> None:
    from cnn.ui.components.record_metrics import record_metrics

    record_metrics(record)


def test_a_record_is_shown_in_six_numbers() -> None:
    record = replace(
        pretrained.ARTICLE_CNN.record,
        test=Score(loss=0.25, accuracy=0.9077),
        validation=Score(loss=0.2457, accuracy=0.9112),
        seconds=144.0,
    )
    app = component(script, record=record).run()
    assert metrics(app) == {
        "Test accuracy": "90.8%",
        "Validation accuracy": "91.1%",
        "Validation loss": "0.246",
        "Best epoch": f"{record.best_epoch} of {len(record.history)}",
        "Parameters": "323,286",
        "Training time": "2.4 min",
    }


@pytest.mark.parametrize(
    ("seconds", "text"), [(14.2, "14 s"), (99, "99 s"), (100, "1.7 min"), (600, "10.0 min")]
)
def test_long_times_are_in_minutes(seconds: float, text: str) -> None:
    assert duration(seconds) == text
