import numpy as np
from streamlit.testing.v1 import AppTest

from cnn.data.dataset import Dataset, Garments
from cnn.data.labels import CLASS_NAMES
from tests.ui.visiting import component, pictures, protos


def script(
    selection: "np.ndarray", garments: "Garments", probabilities: "np.ndarray", guess: bool
) -> None:
    from cnn.ui.components.garment_cards import garment_cards

    garment_cards(selection, garments, probabilities, guess=guess)


def cards(data: Dataset, selection: np.ndarray | None = None, *, guess: bool = False) -> AppTest:
    """The cards of a model that takes every garment for a bag, with 87%."""
    garments = data.validation
    probabilities = np.full((len(garments), 10), 0.13 / 9)
    probabilities[:, CLASS_NAMES.index("Bag")] = 0.87
    return component(
        script,
        selection=np.arange(len(garments)) if selection is None else selection,
        garments=garments,
        probabilities=probabilities,
        guess=guess,
    )


def run(app: AppTest) -> AppTest:
    app.run()
    assert not app.exception
    return app


def select(app: AppTest, selection: np.ndarray) -> AppTest:
    """Shows the same visitor another selection."""
    assert app.kwargs is not None
    app.kwargs["selection"] = selection
    return run(app)


def turn_to(app: AppTest, page: int) -> AppTest:
    app.pagination[0].set_value(page)
    return run(app)


def scripts(app: AppTest) -> list[str]:
    """Those that scroll the page."""
    return [proto.body for proto in protos(app, "html") if "scrollIntoView" in proto.body]


def captions(app: AppTest) -> list[str]:
    return [picture.caption for picture in pictures(app)]


def spoken(app: AppTest) -> str:
    """All that the cards say, to those who see them and to those who do not."""
    shown = [f"{picture.alt} {picture.caption}" for picture in pictures(app)]
    return "\n".join([*shown, *(f"{card.label} {card.help} {card.icon}" for card in app.button)])


def test_a_card_has_label_and_prediction(small_data: Dataset) -> None:
    app = run(cards(small_data))
    labels = [CLASS_NAMES[label] for label in small_data.validation.labels[:24]]
    assert captions(app) == labels
    for number, (label, picture, button) in enumerate(
        zip(labels, pictures(app), app.button, strict=True), start=1
    ):
        assert picture.alt == f"Garment {number}: {label}"
        assert button.label == ("Bag 87%" if label == "Bag" else ":red[Bag 87%]")
        assert button.icon == f":material/{'check' if label == 'Bag' else 'close'}:"


def test_a_card_puts_its_garment_into_the_address(small_data: Dataset) -> None:
    app = run(cards(small_data))
    app.button(key="open_3").click().run()
    assert app.query_params["garment"] == "4"


def test_the_cards_come_in_pages(small_data: Dataset) -> None:
    app = turn_to(run(cards(small_data)), 3)
    labels = small_data.validation.labels[48:]
    assert captions(app) == [CLASS_NAMES[label] for label in labels]


def test_the_cards_keep_the_order_of_the_selection(small_data: Dataset) -> None:
    app = run(cards(small_data, np.array([5, 2, 9])))
    assert [picture.alt.split(":")[0] for picture in pictures(app)] == [
        "Garment 6",
        "Garment 3",
        "Garment 10",
    ]


def test_the_page_is_in_the_address(small_data: Dataset) -> None:
    app = cards(small_data)
    app.query_params["page"] = "2"
    assert run(app).pagination[0].value == 2


def test_a_page_that_does_not_exist_is_ignored(small_data: Dataset) -> None:
    app = cards(small_data)
    app.query_params["page"] = "4"
    assert run(app).pagination[0].value == 1


def test_another_selection_begins_at_its_first_page(small_data: Dataset) -> None:
    app = turn_to(run(cards(small_data)), 3)
    assert run(app).pagination[0].value == 3
    selection = np.arange(len(small_data.validation))
    assert select(app, selection[::-1]).pagination[0].value == 1


def test_only_another_page_of_the_same_selection_begins_at_its_top(small_data: Dataset) -> None:
    app = cards(small_data)
    app.query_params["page"] = "2"
    assert not scripts(run(app))
    [script] = scripts(turn_to(app, 3))
    assert not scripts(run(app))
    assert scripts(turn_to(app, 2)) != [script]
    assert not scripts(select(app, np.arange(50)))


def test_a_rerun_does_not_move_what_is_below_the_cards(small_data: Dataset) -> None:
    app = run(cards(small_data))
    elements = [len(protos(app, "html"))]
    elements.append(len(protos(turn_to(app, 2), "html")))
    elements.append(len(protos(run(app), "html")))
    assert len(set(elements)) == 1


def test_who_guesses_sees_neither_label_nor_prediction(small_data: Dataset) -> None:
    told = spoken(run(cards(small_data)))
    assert all(word in told for word in ("Bag", "Trouser", "%", "check", "close"))
    told = spoken(run(cards(small_data, guess=True)))
    assert not any(name in told for name in CLASS_NAMES)
    assert not any(word in told for word in ("%", "check", "close"))


def test_hidden_cards_can_be_told_apart_by_ear(small_data: Dataset) -> None:
    app = run(cards(small_data, guess=True))
    assert len({button.label for button in app.button}) == 24
    assert len({picture.alt for picture in pictures(app)}) == 24


def test_a_garment_that_was_opened_is_revealed(small_data: Dataset) -> None:
    app = cards(small_data, guess=True)
    app.session_state["opened_garments"] = {1}
    assert [caption == "What is it?" for caption in captions(run(app))[:3]] == [True, False, True]
