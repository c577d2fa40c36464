"""What the pages do where Fashion-MNIST is not to be had."""

from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from cnn.data.dataset import Dataset, DataSource
from cnn.errors import DatasetUnavailable
from cnn.ui import resources
from tests.ui.visiting import OpenPage, finish_run, press, texts


@pytest.fixture
def without_data(small_data: Dataset, app: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_network(_: object) -> Dataset:
        raise DatasetUnavailable("No network.")

    monkeypatch.setattr(resources, "load", no_network)
    monkeypatch.setattr(
        resources, "generate", lambda: replace(small_data, source=DataSource.GENERATED)
    )


def fetch(app: AppTest, label: str) -> None:
    press(app, label)
    resources.provider().loading.wait()
    app.run()


def test_without_fashion_mnist_generated_garments_are_shown_and_named(
    without_data: None, open_page: OpenPage
) -> None:
    app = open_page("samples")
    assert "60 of 60 generated validation garments" in texts(app)
    assert "Generated garments, not Fashion-MNIST" in texts(app)
    assert "No network." in texts(app)


def test_the_real_garments_are_one_button_away(
    without_data: None,
    open_page: OpenPage,
    small_data: Dataset,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    app = open_page("samples")
    monkeypatch.setattr(resources.provider(), "_load", lambda _: small_data)
    fetch(app, "Get Fashion-MNIST")
    assert "60 of 60 validation garments" in texts(app)
    assert "not Fashion-MNIST" not in texts(app)


def test_another_try_in_vain_is_told(without_data: None, open_page: OpenPage) -> None:
    app = open_page("samples")
    fetch(app, "Get Fashion-MNIST")
    assert "No network. Tried 2 times." in texts(app)
    assert "60 of 60 generated validation garments" in texts(app)


def test_a_defect_while_reading_the_data_leaves_a_way_to_try_again(
    app: AppTest,
    open_page: OpenPage,
    small_data: Dataset,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(_: object) -> Dataset:
        raise RuntimeError("a defect")

    monkeypatch.setattr(resources, "load", broken)
    app = open_page("samples")
    assert "server's log" in texts(app)
    monkeypatch.setattr(resources.provider(), "_load", lambda _: small_data)
    fetch(app, "Try again")
    assert "60 of 60" in texts(app)


def test_a_run_on_generated_garments_says_so_everywhere(
    without_data: None, open_page: OpenPage
) -> None:
    app = open_page("train")
    assert "Generated garments, not Fashion-MNIST" in texts(app)
    app.button_group(key="recipe").set_value("dense").run()
    app.slider(key="epochs_dense").set_value(1).run()
    app.button[0].click().run()
    finish_run(app)
    assert texts(app).count("Generated garments, not Fashion-MNIST") == 2
    [run] = resources.run_queue().runs_of(app.session_state["visitor"].id)
    record = run.view().record
    assert record is not None
    assert record.source == "generated"
    press(app, "Use this model")
    assert "of generated garments" in app.selectbox[0].options[-1]
    app.switch_page("cnn/ui/pages/model.py").run()
    assert "Trained and measured on generated garments, not Fashion-MNIST" in texts(app)
