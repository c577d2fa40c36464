import json

import pytest
from streamlit.testing.v1 import AppTest

from cnn import pretrained
from cnn.pretrained import PretrainedModel
from tests.ui.visiting import OpenPage, protos, texts


def article_cnn(open_page: OpenPage) -> AppTest:
    app = open_page("inside")
    app.selectbox[0].set_value("article_cnn").run()
    assert not app.exception
    return app


def test_it_shows_the_default_model(open_page: OpenPage) -> None:
    app = open_page("inside")
    assert app.selectbox[0].value == pretrained.DEFAULT.name
    assert "model" not in app.query_params


def test_it_shows_the_model_in_its_address(app: AppTest) -> None:
    app.switch_page("cnn/ui/pages/inside.py")
    app.query_params["model"] = "article_cnn"
    app.run()
    assert not app.exception
    assert app.table[0].value["Parameters"].iloc[0] == "320"


def test_it_shows_the_layers(open_page: OpenPage) -> None:
    app = article_cnn(open_page)
    assert app.title[0].value == "What is inside?"
    table = app.table[0].value
    assert list(table["Layer"])[:3] == [
        "Conv2D, 3 x 3 kernel",
        "MaxPooling2D, 2 x 2 window",
        "Conv2D, 2 x 2 kernel",
    ]
    assert list(table["Parameters"])[:3] == ["320", "0", "8,256"]


def test_the_calculation_can_be_worked_out_before_it_is_shown(open_page: OpenPage) -> None:
    app = article_cnn(open_page)
    assert "3·3·1·32" not in texts(app)
    assert "Calculation" not in app.table[0].value
    app.toggle(key="calculation").set_value(True).run()
    assert "3·3·1·32 + 32 = 320" in texts(app)
    assert app.table[0].value["Calculation"][0] == "3·3·1·32 + 32"


def test_the_diagram_shows_shapes_if_wanted(open_page: OpenPage) -> None:
    app = article_cnn(open_page)
    [with_shapes] = protos(app, "graphviz_chart")
    app.toggle(key="shapes").set_value(False).run()
    [without] = protos(app, "graphviz_chart")
    assert "28 x 28 x 32" in with_shapes.spec
    assert "28 x 28 x 32" not in without.spec


def test_a_model_without_convolutions_has_no_explanation_of_them(open_page: OpenPage) -> None:
    app = open_page("inside")
    app.toggle(key="calculation").set_value(True).run()
    assert "The first convolution" in texts(app)
    app.selectbox[0].set_value("dense_network").run()
    assert not app.exception
    assert list(app.table[0].value["Parameters"]) == ["0", "78,500", "1,010"]
    assert "The first convolution" not in texts(app)


def view(app: AppTest, name: str) -> AppTest:
    app.button_group(key="view").set_value(name).run()
    assert not app.exception
    return app


def test_working_it_out_first_is_kept_when_the_view_changes(open_page: OpenPage) -> None:
    def covered() -> bool:
        _, opened = protos(app, "bidi_component")
        return bool(json.loads(opened.json)["covered"])

    app = view(article_cnn(open_page), "What it sees")
    assert not covered()
    app.toggle(key="work_it_out_first").set_value(True).run()
    assert covered()
    view(view(app, "Layers"), "What it sees")
    assert covered()


def test_the_loss_curve_can_be_downloaded(open_page: OpenPage) -> None:
    downloads = protos(view(open_page("inside"), "How it learned"), "download_button")
    assert [proto.label for proto in downloads] == ["Download loss curve"]


def test_every_chart_says_what_it_shows(open_page: OpenPage) -> None:
    app = open_page("inside")
    [diagram] = protos(app, "graphviz_chart")
    assert diagram.alt
    learned = protos(view(app, "How it learned"), "vega_lite_chart")
    assert [bool(chart.alt) for chart in learned] == [True] * 4


@pytest.mark.parametrize("model", pretrained.PRETRAINED_MODELS, ids=lambda model: model.name)
def test_every_model_shows_what_it_sees(open_page: OpenPage, model: PretrainedModel) -> None:
    app = open_page("inside")
    app.selectbox[0].set_value(model.name).run()
    view(app, "What it sees")
    pictures, opened = protos(app, "bidi_component")
    layers = json.loads(pictures.json)["layers"]
    assert layers[0]["title"] == "Image"
    assert "ten probabilities, the highest for " in layers[-1]["alt"]
    assert json.loads(opened.json)["kind"] == "products"
