import tomllib
from dataclasses import replace
from pathlib import Path

from streamlit.testing.v1 import AppTest

from cnn import pretrained
from cnn.evaluation.metrics import Score
from cnn.runs.history import EpochResult, History, TracePoint
from cnn.ui.components.learning_curves import COLORS, Numbers, numbers_of
from tests.ui.visiting import component, metrics, protos

RECORD = pretrained.ARTICLE_CNN.record
HISTORY = RECORD.history
NUMBERS = Numbers(Score(0.25, 0.9), Score(0.3, 0.88))


def script(history: "History", numbers: "Numbers") -> None:
    from cnn.ui.components.learning_curves import learning_curves

    learning_curves(history, 20, numbers, key="run")


def shown(history: History, numbers: Numbers = NUMBERS) -> AppTest:
    app = component(script, history=history, numbers=numbers).run()
    assert not app.exception
    return app


def specs(app: AppTest) -> list[str]:
    return [proto.spec for proto in protos(app, "vega_lite_chart")]


def test_loss_and_accuracy_are_side_by_side() -> None:
    loss, accuracy = protos(shown(HISTORY), "vega_lite_chart")
    assert "loss" in loss.alt
    assert "accuracy" in accuracy.alt


def test_the_names_of_the_curves_have_their_numbers() -> None:
    assert metrics(shown(HISTORY)) == {
        "Training loss": "0.250",
        "Validation loss": "0.300",
        "Training accuracy": "90.0%",
        "Validation accuracy": "88.0%",
    }
    assert set(metrics(shown(History(), Numbers(None, None))).values()) == {"-"}


def test_the_names_have_the_colors_of_the_curves() -> None:
    config = tomllib.loads(Path(".streamlit/config.toml").read_text())["theme"]
    light, dark = (config[theme]["chartCategoricalColors"][:2] for theme in ("light", "dark"))
    assert list(zip(light, dark, strict=True)) == list(COLORS)


def test_a_finished_run_has_the_numbers_of_the_weights_that_were_kept() -> None:
    best = EpochResult(1, 0.4, 0.8, 0.35, 0.87, seconds=1)
    history = History((best, replace(best, epoch=2, loss=0.3, val_loss=0.5)))
    record = replace(RECORD, history=history, validation=Score(0.351, 0.869))
    assert numbers_of(record) == Numbers(Score(0.4, 0.8), Score(0.351, 0.869))


def test_the_first_batches_can_be_seen() -> None:
    app = shown(HISTORY)
    before = specs(app)
    app.toggle[0].set_value(True).run()
    assert all(old != new for old, new in zip(before, specs(app), strict=True))


def test_in_the_first_epoch_there_is_nothing_else() -> None:
    app = shown(History(trace=(TracePoint(0.04, 1.2, 0.6), TracePoint(0.08, 1.0, 0.7))))
    assert app.toggle[0].disabled
