import io
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from cnn.data.dataset import Dataset, DataSource
from cnn.data.labels import CLASS_NAMES
from tests.ui.visiting import Downloads, component, pictures, protos, texts

SELECTION = np.array([7, 2, 30])


def script(
    selection: "np.ndarray", data: "Dataset", probabilities: "np.ndarray", guess: bool
) -> None:
    import streamlit as st

    from cnn.ui.components.garment_details import check_garment, garment_details, open_garment
    from cnn.ui.components.guessing import revealed

    st.button("Open", on_click=open_garment, args=(2,))
    st.button("Check card", key="card", on_click=check_garment, args=(7,))
    garment_details(selection, data, probabilities, guess=guess)
    st.write(f"Revealed: {[index for index in range(60) if revealed(index)]}")


def details(data: Dataset, garment: str = "", *, guess: bool = False) -> AppTest:
    """What the dialog has for the garment in the address, of a model that sees only dresses."""
    probabilities = np.full((len(data.validation), 10), 0.13 / 9)
    probabilities[:, CLASS_NAMES.index("Dress")] = 0.87
    app = component(
        script, selection=SELECTION, data=data, probabilities=probabilities, guess=guess
    )
    app.query_params["garment"] = garment
    app.run()
    assert not app.exception
    return app


def shown(app: AppTest) -> str:
    """The number of the garment in the dialog, if it is open."""
    assert not app.exception
    captions = [caption.value for caption in app.caption]
    return captions[0].removeprefix("Garment ") if captions else "none"


def press(app: AppTest, name: str) -> str:
    app.button(key=name).click().run()
    return shown(app)


def test_a_garment_comes_with_label_and_prediction(
    small_data: Dataset, downloads: Downloads
) -> None:
    app = details(small_data, "3")
    label = CLASS_NAMES[small_data.validation.labels[2]]
    assert f"Labeled: **{label}**" in texts(app)
    assert "Prediction: **Dress**" in texts(app)
    assert shown(app) == "3 of 60"
    assert [picture.alt for picture in pictures(app)] == [f"Garment 3: {label}"]
    [bars] = protos(app, "bidi_component")
    assert f"the label is {label}" in bars.json
    name, figure = downloads["Download figure"]
    assert name == "garment-3.png"
    assert Image.open(io.BytesIO(figure)).format == "PNG"


def test_a_generated_garment_is_named_as_such(small_data: Dataset) -> None:
    app = details(replace(small_data, source=DataSource.GENERATED), "3")
    assert shown(app) == "3 of 60, generated"


def test_the_dialog_is_closed_unless_the_address_has_a_garment(small_data: Dataset) -> None:
    app = details(small_data)
    assert shown(app) == "none"
    app.button[0].click().run()
    assert shown(app) == "3 of 60"
    assert app.query_params["garment"] == "3"


def test_the_dialog_stays_open_when_the_page_is_drawn_again(small_data: Dataset) -> None:
    app = details(small_data, "3")
    app.run()
    assert shown(app) == "3 of 60"


def test_previous_and_next_follow_the_selection(small_data: Dataset) -> None:
    app = details(small_data, "8")
    assert app.button(key="previous").disabled
    assert press(app, "next") == "3 of 60"
    assert app.query_params["garment"] == "3"
    assert not app.button(key="previous").disabled
    assert press(app, "next") == "31 of 60"
    assert app.button(key="next").disabled
    assert press(app, "previous") == "3 of 60"
    assert press(app, "previous") == "8 of 60"


def test_the_arrow_keys_press_the_buttons(small_data: Dataset) -> None:
    app = details(small_data, "3")
    keys = {button.key: button.proto.shortcut for button in app.button if button.proto.shortcut}
    assert keys == {"previous": "left", "next": "right"}


def test_the_first_of_the_selection_follows_a_garment_that_is_not_in_it(
    small_data: Dataset,
) -> None:
    app = details(small_data, "1")
    assert app.button(key="previous").disabled
    assert press(app, "next") == "8 of 60"


@pytest.mark.parametrize("number", ["0", "61", "-1", "1.5", "1e1", "\u00b2", "9" * 5000, "", "bag"])
def test_an_address_without_such_a_garment_is_corrected(small_data: Dataset, number: str) -> None:
    app = details(small_data, number)
    assert shown(app) == "none"
    assert "garment" not in app.query_params


@pytest.mark.parametrize("number", ["1", "60"])
def test_the_first_and_the_last_garment_can_be_opened(small_data: Dataset, number: str) -> None:
    assert shown(details(small_data, number)) == f"{number} of 60"


def test_who_guesses_sees_the_answer_for_a_card_that_they_checked(small_data: Dataset) -> None:
    app = details(small_data, guess=True)
    assert press(app, "card") == "8 of 60"
    assert "Prediction: **Dress**" in texts(app)
    assert "Revealed: [7]" in texts(app)


def test_who_guesses_sees_no_answer_to_the_next_garment_before_they_ask(
    small_data: Dataset,
) -> None:
    app = details(small_data, "8", guess=True)
    assert press(app, "next") == "3 of 60"
    label = CLASS_NAMES[small_data.validation.labels[2]]
    said = texts(app) + " ".join(f"{picture.alt} {picture.caption}" for picture in pictures(app))
    assert label not in said
    assert "Dress" not in said
    assert protos(app, "bidi_component") == []
    [check] = [button for button in app.button if button.label == "Check"]
    check.click().run()
    assert f"Labeled: **{label}**" in texts(app)
    assert "Revealed: [2]" in texts(app)
