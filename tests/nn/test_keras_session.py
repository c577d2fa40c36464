"""Streamlit's runs of a script must not disturb a model that another thread is building."""

import threading

import keras
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from cnn import pretrained
from cnn.nn.keras_session import keep_keras_session
from cnn.nn.networks import build_network
from cnn.runs.network import ARTICLE_CNN
from cnn.ui import resources


@pytest.fixture(autouse=True)
def keras_as_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Undoes what an earlier test of this process has replaced."""
    monkeypatch.setattr(keras.backend, "clear_session", keras.utils.clear_session)


@pytest.fixture
def app() -> AppTest:
    def script() -> None:
        import streamlit as st

        st.title("A page")

    return AppTest.from_function(script, default_timeout=120).run()


def survives_a_run(app: AppTest) -> bool:
    """Whether Keras's counter of layer names goes on after a run of the script."""
    count: int = keras.backend.get_uid("probe")
    app.run()
    return bool(keras.backend.get_uid("probe") == count + 1)


def test_streamlit_still_clears_the_session_unless_it_is_kept(app: AppTest) -> None:
    assert not survives_a_run(app)


def test_a_kept_session_survives_runs_of_a_script(app: AppTest) -> None:
    keep_keras_session()
    assert survives_a_run(app)


def test_keras_can_still_be_cleared_on_purpose() -> None:
    keep_keras_session()
    count = keras.backend.get_uid("probe")
    keras.utils.clear_session()
    assert keras.backend.get_uid("probe") < count + 1


def test_the_app_keeps_the_session_when_it_loads_a_model(app: AppTest) -> None:
    st.cache_resource.clear()
    resources.classifier(pretrained.DEFAULT.path)
    assert survives_a_run(app)


def test_models_can_be_built_while_scripts_run(app: AppTest) -> None:
    keep_keras_session()
    errors: list[Exception] = []
    stop = threading.Event()

    def build() -> None:
        while not stop.is_set():
            try:
                build_network(ARTICLE_CNN)
            except Exception as error:
                errors.append(error)

    thread = threading.Thread(target=build)
    thread.start()
    for _ in range(10):
        app.run()
    stop.set()
    thread.join()
    assert errors == []
