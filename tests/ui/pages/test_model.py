import re
from urllib.parse import parse_qsl

from streamlit.testing.v1 import AppTest

from cnn import pretrained
from tests.ui.visiting import OpenPage, metrics, press, protos


def article_cnn(open_page: OpenPage) -> AppTest:
    app = open_page("model")
    app.selectbox[0].set_value("article_cnn").run()
    assert not app.exception
    return app


def test_it_shows_the_default_model(open_page: OpenPage) -> None:
    app = open_page("model")
    assert app.selectbox[0].value == pretrained.DEFAULT.name
    assert "model" not in app.query_params


def test_it_shows_the_model_in_its_address(app: AppTest) -> None:
    app.switch_page("cnn/ui/pages/model.py")
    app.query_params["model"] = "article_cnn"
    app.run()
    assert not app.exception
    assert metrics(app)["Parameters"] == "323,286"


def test_it_shows_the_accuracy(open_page: OpenPage) -> None:
    app = article_cnn(open_page)
    assert app.title[0].value == "How good is it?"
    accuracy = pretrained.ARTICLE_CNN.record.validation.accuracy
    assert metrics(app)["Validation accuracy"] == f"{accuracy:.1%}"


def test_the_test_result_is_sealed_until_it_is_revealed(open_page: OpenPage) -> None:
    app = article_cnn(open_page)
    assert "Test accuracy" not in metrics(app)
    press(app, "Reveal test result")
    accuracy = pretrained.ARTICLE_CNN.record.test.accuracy
    assert metrics(app)["Test accuracy"] == f"{accuracy:.1%}"


def view(app: AppTest, name: str) -> AppTest:
    app.button_group(key="view").set_value(name).run()
    assert not app.exception
    return app


def test_every_chart_says_what_it_shows(open_page: OpenPage) -> None:
    app = open_page("model")
    [confusion] = protos(view(app, "What it confuses"), "vega_lite_chart")
    assert "Validation garments by label and prediction" in confusion.alt


def test_the_view_is_in_the_address(app: AppTest) -> None:
    app.switch_page("cnn/ui/pages/model.py")
    app.query_params["view"] = "What it confuses"
    app.run()
    assert not app.exception
    assert len(protos(app, "vega_lite_chart")) == 1


def test_a_mistake_leads_to_its_garments_and_keeps_the_model(open_page: OpenPage) -> None:
    app = view(article_cnn(open_page), "What it confuses")
    mistake = next(link for link in protos(app, "page_link") if " taken for " in link.label)
    names = mistake.label.split(":")[0].split(" taken for ")
    assert mistake.page == "samples"
    assert dict(parse_qsl(mistake.query_string)) == dict(
        zip(("truth", "answer", "model"), (*names, "article_cnn"), strict=True)
    )


def test_a_hard_case_leads_to_its_garment(open_page: OpenPage) -> None:
    app = view(open_page("model"), "Hard cases")
    assert app.query_params["view"] == "Hard cases"
    addresses = [link.query_string for link in protos(app, "page_link") if link.page == "samples"]
    assert any(re.fullmatch(r"garment=\d+", address) for address in addresses)
