import io

import numpy as np
from PIL import Image
from streamlit.testing.v1 import AppTest

from cnn import pretrained
from cnn.data.dataset import Dataset
from cnn.data.labels import CLASS_NAMES
from cnn.ui import resources
from tests.ui.visiting import Downloads, OpenPage, pictures, protos, texts

BAG = CLASS_NAMES.index("Bag")


def cards(app: AppTest) -> list[str]:
    return [button.label for button in app.button if str(button.key).startswith("open_")]


def captions(app: AppTest) -> list[str]:
    return [picture.caption for picture in pictures(app)]


def opened(app: AppTest, **address: str) -> AppTest:
    """The page by its address, as somebody opens it who was given a link."""
    app.switch_page("cnn/ui/pages/samples.py")
    for name, value in address.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception
    return app


def all_probabilities(data: Dataset) -> np.ndarray:
    model = pretrained.DEFAULT.path
    return resources.validation_probabilities(model, data.source, data).get()


def test_garments_come_with_label_and_prediction(open_page: OpenPage, small_data: Dataset) -> None:
    app = open_page("samples")
    assert app.title[0].value == "What does it get right?"
    assert "60 of 60 validation garments" in texts(app)
    assert captions(app) == [CLASS_NAMES[label] for label in small_data.validation.labels[:24]]
    assert len(cards(app)) == 24
    assert all(card.rstrip("]").endswith("%") for card in cards(app))


def test_generated_garments_are_named(no_network: None, open_page: OpenPage) -> None:
    assert "60 of 60 generated validation garments" in texts(open_page("samples"))


def test_filters_narrow_the_garments(open_page: OpenPage, small_data: Dataset) -> None:
    app = open_page("samples")
    app.selectbox(key="truth").set_value("Bag").run()
    assert "6 of 6 bags" in texts(app)
    assert set(captions(app)) == {"Bag"}
    answers = all_probabilities(small_data)[small_data.validation.labels == BAG].argmax(axis=1)
    for outcome, count in (
        ("Correct", (answers == BAG).sum()),
        ("Wrong", (answers != BAG).sum()),
    ):
        app.button_group(key="outcome").set_value(outcome).run()
        assert not app.exception
        assert len(cards(app)) == count
        assert all(card.startswith(":red[") == (outcome == "Wrong") for card in cards(app))
        assert ("No garments match these filters" in texts(app)) == (count == 0)


def test_garments_can_be_ordered_by_how_sure_the_model_is(
    open_page: OpenPage, small_data: Dataset
) -> None:
    app = open_page("samples")
    app.selectbox(key="order").set_value("Least sure first").run()
    order = np.argsort(all_probabilities(small_data).max(axis=1), kind="stable")[:24]
    assert [picture.alt.split(":")[0] for picture in pictures(app)] == [
        f"Garment {index + 1}" for index in order
    ]


def test_a_garment_opens_with_its_details(
    open_page: OpenPage, small_data: Dataset, downloads: Downloads
) -> None:
    app = open_page("samples")
    app.button(key="open_0").click().run()
    assert not app.exception
    assert f"Labeled: **{CLASS_NAMES[small_data.validation.labels[0]]}**" in texts(app)
    assert any(f"Prediction: **{name}**" in texts(app) for name in CLASS_NAMES)
    assert "Garment 1 of 60" in texts(app)
    assert app.query_params["garment"] == "1"
    name, figure = downloads["Download figure"]
    assert name == "garment-1.png"
    assert Image.open(io.BytesIO(figure)).format == "PNG"
    assert len(protos(app, "bidi_component")) == 1


def test_every_picture_says_what_it_shows(open_page: OpenPage) -> None:
    assert all(picture.alt for picture in pictures(open_page("samples")))


def test_open_details_stay_open_when_the_page_is_drawn_again(open_page: OpenPage) -> None:
    app = open_page("samples")
    app.button(key="open_0").click().run()
    app.run()
    assert not app.exception
    assert "Garment 1 of 60" in texts(app)


def test_the_way_to_other_garments_follows_filters_and_order(
    app: AppTest, small_data: Dataset
) -> None:
    bags = np.flatnonzero(small_data.validation.labels == BAG)
    sure = all_probabilities(small_data)[bags].max(axis=1)
    numbers = [str(index + 1) for index in bags[np.argsort(-sure, kind="stable")]]
    opened(app, truth="Bag", order="Most sure first", garment=numbers[0])
    assert app.button(key="previous").disabled
    for number in numbers[1:]:
        app.button(key="next").click().run()
        assert not app.exception
        assert app.query_params["garment"] == number
        assert f"Garment {number} of 60" in texts(app)
    assert app.button(key="next").disabled
    app.button(key="previous").click().run()
    assert app.query_params["garment"] == numbers[-2]


def test_the_way_to_other_garments_leads_beyond_the_page(app: AppTest) -> None:
    opened(app, garment="24")
    app.button(key="next").click().run()
    assert "Garment 25 of 60" in texts(app)


def test_a_selection_survives_a_look_at_another_page(open_page: OpenPage) -> None:
    app = open_page("samples")
    app.selectbox(key="truth").set_value("Bag")
    app.selectbox(key="order").set_value("Most sure first")
    app.toggle(key="guess").set_value(True).run()
    app.switch_page("cnn/ui/pages/try_it.py").run()
    app.switch_page("cnn/ui/pages/samples.py").run()
    assert app.selectbox(key="truth").value == "Bag"
    assert app.selectbox(key="order").value == "Most sure first"
    assert captions(app) == ["What is it?"] * 6


def test_an_address_opens_what_it_was_copied_from(app: AppTest) -> None:
    opened(app, model="article_cnn", truth="Bag", outcome="Wrong", order="Least sure first")
    assert app.selectbox[0].value == "article_cnn"
    assert app.selectbox(key="truth").value == "Bag"
    assert app.button_group(key="outcome").value == "Wrong"
    assert app.selectbox(key="order").value == "Least sure first"


def test_a_page_of_the_garments_is_in_the_address(app: AppTest, small_data: Dataset) -> None:
    opened(app, page="3")
    assert captions(app) == [CLASS_NAMES[label] for label in small_data.validation.labels[48:]]


def test_nonsense_in_an_address_is_ignored(app: AppTest) -> None:
    opened(app, garment="61", truth="Hat", page="4", guess="perhaps", model="no_such_model")
    assert not protos(app, "bidi_component")
    assert "60 of 60 validation garments" in texts(app)
    assert captions(app)[0] != "What is it?"
    assert app.pagination[0].value == 1
    assert app.selectbox[0].value == pretrained.DEFAULT.name
    assert not app.query_params


def test_the_garment_that_was_opened_is_revealed(open_page: OpenPage, small_data: Dataset) -> None:
    app = open_page("samples")
    app.toggle(key="guess").set_value(True).run()
    app.button(key="open_1").click().run()
    label = CLASS_NAMES[small_data.validation.labels[1]]
    assert f"Labeled: **{label}**" in texts(app)
    app.query_params.pop("garment")
    app.run()
    assert [card.startswith("Check") for card in cards(app)[:3]] == [True, False, True]
    assert captions(app)[1] == label


def test_other_filters_can_be_used_while_guessing(open_page: OpenPage) -> None:
    app = open_page("samples")
    app.toggle(key="guess").set_value(True).run()
    app.selectbox(key="truth").set_value("Bag").run()
    assert "6 of 6 bags" in texts(app)
    assert captions(app) == ["What is it?"] * 6
