import pytest
from streamlit.testing.v1 import AppTest

from cnn.ui import training
from cnn.ui.settings import settings
from tests.ui.visiting import texts


def test_what_the_owner_sets_reaches_the_queue(lab: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CNN_RUNS_PER_ADDRESS", "7")
    assert settings() is settings()
    assert settings().runs_per_address == 7
    assert training.run_queue() is training.run_queue()


def test_a_setting_that_cannot_be_used_is_a_sentence_on_the_first_page(
    app: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CNN_KEPT_RUNS", "many")
    app.run()
    assert not app.exception
    assert 'The environment variable CNN_KEPT_RUNS is "many", but has to be a whole' in texts(app)
    monkeypatch.setenv("CNN_KEPT_RUNS", "30")
    assert "CNN_KEPT_RUNS" not in texts(app.run())
