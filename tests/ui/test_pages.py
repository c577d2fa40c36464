"""What visitors do on each page and what they are told."""

import io
from pathlib import Path

import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from cnn.data.dataset import Dataset
from cnn.data.labels import CLASS_NAMES
from cnn.runs.recipe import DENSE
from cnn.ui import resources
from tests.ui.visiting import OpenPage, finish_run, press, texts


def show(app: AppTest, way: str) -> AppTest:
    app.button_group(key="way").set_value(way).run()
    assert not app.exception
    return app


def upload(app: AppTest, name: str, content: bytes, mime: str = "image/png") -> AppTest:
    show(app, "Upload")
    app.file_uploader[0].set_value((name, content, mime)).run()
    assert not app.exception
    return app


def png(picture: Image.Image) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, "PNG")
    return buffer.getvalue()


class TestTryIt:
    def test_an_empty_canvas_invites_to_draw(self, app: AppTest) -> None:
        app.run()
        assert not app.exception
        assert app.title[0].value == "What is this garment?"
        assert "Draw a garment" in texts(app)

    def test_an_example_is_answered(self, app: AppTest) -> None:
        app.run()
        show(app, "Example")
        app.button_group(key="example").set_value("Trouser").run()
        assert app.header[0].value == "Trouser"
        assert "What the network sees" in texts(app)

    def test_an_uploaded_garment_is_answered(self, app: AppTest, in_project: Path) -> None:
        app.run()
        drawing = (in_project / "assets" / "examples" / "bag.png").read_bytes()
        upload(app, "bag.png", drawing)
        assert app.header[0].value == "Bag"

    @pytest.mark.parametrize(
        ("content", "sentence"),
        [
            (b"just some words", "not a picture"),
            (png(Image.new("L", (200, 200), "white")), "nothing"),
            (png(Image.effect_noise((300, 300), 80))[:5000], "damaged"),
            (b"", "not a picture"),
        ],
        ids=["a text file", "a blank picture", "half a picture", "an empty file"],
    )
    def test_what_is_no_garment_gets_a_sentence(
        self, app: AppTest, content: bytes, sentence: str
    ) -> None:
        app.run()
        upload(app, "picture.png", content)
        assert "No answer yet" in texts(app)
        assert sentence in texts(app)

    def test_the_choice_of_filling_changes_what_the_network_sees(self, app: AppTest) -> None:
        app.run()
        show(app, "Example")
        filled = len(app.get("image"))
        app.toggle(key="fill").set_value(False).run()
        assert len(app.get("image")) < filled

    def test_the_articles_cnn_is_one_choice_away(self, app: AppTest) -> None:
        app.run()
        assert app.selectbox[0].value == "robust_cnn"
        app.selectbox[0].set_value("article_cnn").run()
        app.switch_page("cnn/ui/pages/model.py").run()
        app.switch_page("cnn/ui/pages/try_it.py").run()
        assert app.selectbox[0].value == "article_cnn"

    def test_the_nearest_training_garments_are_shown_where_asked_for(self, app: AppTest) -> None:
        app.run()
        show(app, "Example")
        before = len(app.get("image"))
        app.toggle(key="similar").set_value(True).run()
        assert not app.exception
        assert len(app.get("image")) == before + 5

    def test_a_photo_can_be_cropped(self, app: AppTest, in_project: Path) -> None:
        app.run()
        drawing = (in_project / "assets" / "examples" / "dress.png").read_bytes()
        upload(app, "dress.png", drawing)
        assert app.header[0].value == "Dress"
        seen = app.get("image")[-1].proto.imgs[0].url
        crop = next(slider for slider in app.slider if slider.label == "Top and bottom, %")
        crop.set_value((0, 20)).run()
        assert not app.exception
        assert app.get("image")[-1].proto.imgs[0].url != seen


class TestTrain:
    def test_before_the_first_run_it_shows_what_to_expect(self, open_page: OpenPage) -> None:
        app = open_page("train")
        assert app.title[0].value == "How does it learn?"
        assert "comes with the lab learned" in texts(app)
        assert [button.label for button in app.button] == ["Start training"]

    def test_a_run_is_followed_to_its_test_accuracy(self, open_page: OpenPage) -> None:
        app = open_page("train")
        app.button_group(key="recipe").set_value("dense").run()
        app.slider(key="epochs_dense").set_value(2).run()
        app.button[0].click().run()
        assert not app.exception
        assert app.query_params["run"]
        finish_run(app)
        metrics = {metric.label: metric.value for metric in app.metric}
        record = resources.run_queue().runs_of(app.session_state["visitor"].id)[0].view().record
        assert record is not None
        assert metrics["Test accuracy"] == f"{100 * record.test.accuracy:.1f} %"
        assert "All epochs are over: 2" in texts(app)
        assert {"Model", "History", "Loss curve"} <= {
            button.label for button in app.get("download_button")
        }

    def test_a_finished_run_can_be_chosen_on_the_other_pages(self, open_page: OpenPage) -> None:
        app = open_page("train")
        app.button_group(key="recipe").set_value("dense").run()
        app.slider(key="epochs_dense").set_value(1).run()
        app.button[0].click().run()
        finish_run(app)
        press(app, "Use this model")
        assert not app.exception
        app.switch_page("cnn/ui/pages/model.py").run()
        metrics = {metric.label: metric.value for metric in app.metric}
        assert metrics["Parameters"] == "79,510"

    def test_a_model_that_is_gone_is_show_errors(self, open_page: OpenPage) -> None:
        app = open_page("train")
        app.button_group(key="recipe").set_value("dense").run()
        app.slider(key="epochs_dense").set_value(1).run()
        app.button[0].click().run()
        finish_run(app)
        press(app, "Use this model")
        [run] = resources.run_queue().runs_of(app.session_state["visitor"].id)
        resources.run_queue().model_path(run).unlink()
        app.switch_page("cnn/ui/pages/try_it.py").run()
        show(app, "Example")
        assert "There is no model file" in texts(app)
        assert "What the network sees" in texts(app)

    def test_a_run_goes_on_while_other_pages_are_open(self, open_page: OpenPage) -> None:
        app = open_page("train")
        app.slider(key="epochs_article").set_value(30).run()
        app.button[0].click().run()
        app.switch_page("cnn/ui/pages/try_it.py").run()
        assert app.get("page_link")
        [run] = resources.run_queue().runs_of(app.session_state["visitor"].id)
        resources.run_queue().stop(run, run.owner)
        finish_run(app)

    def test_an_unknown_address_is_explained(self, app: AppTest) -> None:
        app.query_params["run"] = "no-such-run"
        app.run()
        app.switch_page("cnn/ui/pages/train.py").run()
        assert "not on this server" in texts(app)

    def test_a_strangers_run_is_seen_and_not_steered(self, app: AppTest) -> None:
        run = resources.run_queue().start(DENSE, "somebody-else")
        app.query_params["run"] = run.id
        app.run()
        app.switch_page("cnn/ui/pages/train.py").run()
        assert DENSE.title in texts(app)
        assert not {"Stop", "Pause"} & {button.label for button in app.button}
        resources.run_queue().stop(run, "somebody-else")


class TestSamples:
    def test_garments_come_with_truth_and_answer(self, open_page: OpenPage) -> None:
        app = open_page("samples")
        assert app.title[0].value == "What does it get right?"
        assert "60 of 60 validation garments" in texts(app)
        cards = [button for button in app.button if str(button.key).startswith("open_")]
        assert len(cards) == 24
        assert all("%" in card.label for card in cards)

    def test_filters_narrow_the_garments(self, open_page: OpenPage, small_data: Dataset) -> None:
        app = open_page("samples")
        app.selectbox(key="true_class").set_value(8).run()
        assert "6 of 60 validation garments" in texts(app)
        counts = []
        for verdict in ("Right", "Wrong"):
            app.button_group(key="verdict").set_value(verdict).run()
            assert not app.exception
            said = [line for line in texts(app).splitlines() if "of 60" in line]
            counts.append(int(said[0].split()[0]) if said else 0)
        assert sum(counts) == 6

    def test_one_garment_opens_with_its_bars(self, open_page: OpenPage) -> None:
        app = open_page("samples")
        next(button for button in app.button if str(button.key).startswith("open_")).click().run()
        assert not app.exception
        assert any(f"In truth: **{name}**" in texts(app) for name in CLASS_NAMES)


class TestModel:
    def test_it_shows_layers_and_accuracy(self, open_page: OpenPage) -> None:
        app = open_page("model")
        metrics = {metric.label: metric.value for metric in app.metric}
        assert metrics["Parameters"] == "323,286"
        assert float(metrics["Test accuracy"].split()[0]) >= 90.5
        table = app.dataframe[0].value
        assert list(table["Parameters"])[:3] == [320, 0, 8256]
        assert "3·3·1·32 + 32 = 320" in texts(app)

    def test_the_diagram_can_show_shapes_or_not(self, open_page: OpenPage) -> None:
        app = open_page("model")
        with_shapes = app.get("graphviz_chart")[0].proto.spec
        app.toggle(key="shapes").set_value(False).run()
        without = app.get("graphviz_chart")[0].proto.spec
        assert "28, 28, 32" in with_shapes
        assert "28, 28, 32" not in without

    def test_every_picture_and_chart_says_what_it_shows(self, open_page: OpenPage) -> None:
        for page in ("try_it", "train", "samples", "model"):
            app = open_page(page)
            if page == "try_it":
                show(app, "Example")
                app.toggle(key="similar").set_value(True).run()
            charts = [*app.get("vega_lite_chart"), *app.get("graphviz_chart")]
            assert all(chart.proto.alt for chart in charts), page
            pictures = [picture for grid in app.get("image") for picture in grid.proto.imgs]
            assert all(picture.alt for picture in pictures), page
            assert charts or pictures, page
