import threading

import pytest
from streamlit.testing.v1 import AppTest

from cnn.concurrency import Progress
from cnn.data.dataset import Dataset, DataSource
from cnn.ui import resources
from cnn.ui.components import dataset_gate
from tests.ui.visiting import Load, buttons, component, press, protos, texts

NOTICE = "Generated garments, not Fashion-MNIST"


def script() -> None:
    import streamlit as st

    from cnn.ui.components.dataset_gate import dataset_or_progress

    data = dataset_or_progress()
    st.write(f"Has {data.source}" if data else "Has no data")


def shown() -> AppTest:
    app = component(script).run()
    assert not app.exception
    return app


def retry(app: AppTest, label: str) -> None:
    press(app, label)
    resources.provider().loading.wait()
    app.run()


def load_from_now_on(monkeypatch: pytest.MonkeyPatch, load: Load) -> None:
    monkeypatch.setattr(resources.provider(), "_load", load)


def test_fashion_mnist_is_handed_over_without_a_word(lab: None) -> None:
    assert texts(shown()) == "Has fashion-mnist"


def test_generated_garments_are_announced_with_the_reason(no_network: None) -> None:
    app = shown()
    assert "Has generated" in texts(app)
    assert NOTICE in texts(app)
    assert "No network." in texts(app)


def test_the_real_garments_are_one_button_away(
    no_network: None, small_data: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = shown()
    load_from_now_on(monkeypatch, lambda progress: small_data)
    retry(app, "Get Fashion-MNIST")
    assert texts(app) == "Has fashion-mnist"


def test_failed_attempts_are_counted(no_network: None) -> None:
    app = shown()
    assert "Tried" not in texts(app)
    retry(app, "Get Fashion-MNIST")
    assert "No network. Tried 2 times." in texts(app)


def test_an_unexpected_error_leaves_a_way_to_try_again(
    lab: None, small_data: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(progress: Progress) -> Dataset:
        raise RuntimeError("a defect")

    monkeypatch.setattr(resources, "load", broken)
    app = shown()
    assert "server's log" in texts(app)
    load_from_now_on(monkeypatch, lambda progress: small_data)
    retry(app, "Try again")
    assert texts(app) == "Has fashion-mnist"


class TestWhileLoading:
    def test_the_progress_of_the_download_is_shown(
        self,
        arrived: threading.Event,
        download: Load,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setattr(resources, "load", download)
        app = shown()
        assert "Has no data" in texts(app)
        [bar] = protos(app, "progress")
        assert (bar.text, bar.value) == ("Downloading Fashion-MNIST: 3.1 of 31.0 MB", 10)
        arrived.set()
        resources.provider().loading.wait()
        assert texts(app.run()) == "Has fashion-mnist"

    def test_before_the_first_byte_there_is_no_amount(
        self,
        arrived: threading.Event,
        small_data: Dataset,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        def load(progress: Progress) -> Dataset:
            arrived.wait()
            return small_data

        monkeypatch.setattr(resources, "load", load)
        monkeypatch.setattr(dataset_gate, "FIRST_WAIT", 0.01)
        [bar] = protos(shown(), "progress")
        assert (bar.text, bar.value) == ("Looking for Fashion-MNIST", 0)

    def test_another_attempt_shows_its_progress_beside_generated_garments(
        self,
        no_network: None,
        download: Load,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        app = shown()
        load_from_now_on(monkeypatch, download)
        press(app, "Get Fashion-MNIST")
        assert "Has generated" in texts(app)
        assert buttons(app) == []
        assert len(protos(app, "progress")) == 1


def label_script(source: str) -> None:
    from cnn.ui.components.dataset_gate import generated_label

    generated_label(source, "Trained on generated garments")


def test_results_on_generated_garments_are_labeled() -> None:
    app = component(label_script, source=DataSource.GENERATED).run()
    assert "Trained on generated garments, not Fashion-MNIST" in texts(app)


def test_results_on_fashion_mnist_need_no_label() -> None:
    assert texts(component(label_script, source=DataSource.FASHION_MNIST).run()) == ""
