import io

from PIL import Image
from streamlit.testing.v1 import AppTest

from cnn import pretrained
from cnn.data.dataset import Dataset
from cnn.data.labels import CLASS_NAMES
from cnn.ui import resources
from tests.ui.visiting import Downloads, OpenPage, pictures, protos, texts


def cards(app: AppTest) -> list[str]:
    return [button.label for button in app.button if str(button.key).startswith("open_")]


def test_garments_come_with_label_and_prediction(open_page: OpenPage, small_data: Dataset) -> None:
    app = open_page("samples")
    assert app.title[0].value == "What does it get right?"
    assert "60 of 60 validation garments" in texts(app)
    labels = [CLASS_NAMES[label] for label in small_data.validation.labels[:24]]
    assert [picture.caption for picture in pictures(app)] == labels
    assert len(cards(app)) == 24
    assert all(card.rstrip("]").endswith("%") for card in cards(app))


def test_generated_garments_are_named(no_network: None, open_page: OpenPage) -> None:
    assert "60 of 60 generated validation garments" in texts(open_page("samples"))


def test_filters_narrow_the_garments(open_page: OpenPage, small_data: Dataset) -> None:
    app = open_page("samples")
    app.selectbox(key="label").set_value(8).run()
    assert "6 of 60 validation garments" in texts(app)
    assert {picture.caption for picture in pictures(app)} == {"Bag"}
    model = pretrained.ARTICLE_CNN.path
    probabilities = resources.validation_probabilities(model, small_data.source, small_data)
    bags = probabilities[small_data.validation.labels == 8].argmax(axis=1)
    for outcome, count in (("Correct", (bags == 8).sum()), ("Wrong", (bags != 8).sum())):
        app.button_group(key="outcome").set_value(outcome).run()
        assert not app.exception
        assert len(cards(app)) == count
        assert all(card.startswith(":red[") == (outcome == "Wrong") for card in cards(app))
        assert ("No garments match these filters" in texts(app)) == (count == 0)


def test_a_garment_opens_with_its_details(
    open_page: OpenPage, small_data: Dataset, downloads: Downloads
) -> None:
    app = open_page("samples")
    [first] = [button for button in app.button if button.key == "open_0"]
    assert first.help == "Show details"
    first.click().run()
    assert not app.exception
    assert f"Label: **{CLASS_NAMES[small_data.validation.labels[0]]}**" in texts(app)
    assert any(f"Prediction: **{name}**" in texts(app) for name in CLASS_NAMES)
    assert "Garment 1 of 60" in texts(app)
    name, figure = downloads["Download figure"]
    assert name == "garment-1.png"
    assert Image.open(io.BytesIO(figure)).format == "PNG"
    assert len(protos(app, "bidi_component")) == 1


def test_every_picture_says_what_it_shows(open_page: OpenPage) -> None:
    assert all(picture.alt for picture in pictures(open_page("samples")))


def test_the_garments_come_in_pages(open_page: OpenPage, small_data: Dataset) -> None:
    app = open_page("samples")
    app.pagination[0].set_value(3).run()
    assert not app.exception
    labels = [CLASS_NAMES[label] for label in small_data.validation.labels[48:]]
    assert [picture.caption for picture in pictures(app)] == labels


def test_open_details_stay_open_when_the_page_is_drawn_again(open_page: OpenPage) -> None:
    app = open_page("samples")
    app.button(key="open_0").click().run()
    app.run()
    assert not app.exception
    assert "Garment 1 of 60" in texts(app)
