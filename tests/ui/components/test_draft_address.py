from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from cnn.runs.network import ARTICLE_CNN, BOOK_CNN, DENSE_NETWORK
from cnn.runs.recipe import ARTICLE, OptimizerName, Recipe, with_network
from cnn.ui.state import Draft
from tests.ui.visiting import component, opened


def take() -> None:
    from cnn.ui.components.draft_address import take_draft_from_address

    take_draft_from_address()


def put() -> None:
    from cnn.ui.components.draft_address import put_draft_in_address

    put_draft_in_address()


def at(**address: str) -> AppTest:
    return opened(component(take), address)


def address_of(recipe: Recipe, seed: int = 42) -> dict[str, str]:
    app = component(put)
    app.session_state["visitor"].draft = Draft(recipe, seed)
    app.query_params["seed"] = "1"
    app.run()
    assert not app.exception
    return {name: app.query_params[name] for name in app.query_params}


CHANGED = replace(
    ARTICLE,
    optimizer=OptimizerName.SGD,
    learning_rate=0.01,
    batch_size=64,
    epochs=3,
    patience=None,
)


def test_the_article_has_a_plain_address() -> None:
    assert address_of(ARTICLE) == {}


def test_an_address_has_what_differs() -> None:
    assert address_of(with_network(CHANGED, DENSE_NETWORK), 7) == {
        "network": "f-d100",
        "optimizer": "sgd",
        "learning_rate": "0.01",
        "batch_size": "64",
        "epochs": "3",
        "patience": "off",
        "seed": "7",
    }


@pytest.mark.parametrize("recipe", [CHANGED, with_network(CHANGED, BOOK_CNN)])
def test_a_draft_survives_being_sent_as_an_address(recipe: Recipe) -> None:
    draft = at(**address_of(recipe, 7)).session_state["visitor"].draft
    assert (draft.recipe, draft.seed) == (recipe, 7)


def test_without_anything_in_the_address_the_draft_stays() -> None:
    app = component(take)
    app.session_state["visitor"].draft = Draft(CHANGED, 3, 5)
    app.run()
    assert app.session_state["visitor"].draft == Draft(CHANGED, 3, 5)


def test_the_network_of_the_article_has_its_name() -> None:
    draft = at(network="c32x3-m2-c64x2-m2-f-d100-o0.4").session_state["visitor"].draft
    assert draft.recipe == ARTICLE
    assert draft.recipe.network == ARTICLE_CNN


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("network", "m2-m29-f", "from 1 to 28 pixels"),
        ("network", "banana", "does not know"),
        ("optimizer", "adagrad", "The optimizer is one of: adam, sgd, rmsprop."),
        ("learning_rate", "0", "above 0 and at most 1"),
        ("learning_rate", "nan", "above 0 and at most 1"),
        ("learning_rate", "fast", "above 0 and at most 1"),
        ("batch_size", "0", "from 1 to 1,024"),
        ("batch_size", "1e3", "from 1 to 1,024"),
        ("epochs", "31", "from 1 to 30"),
        ("epochs", "\u0663", "from 1 to 30"),
        ("patience", "never", "from 1 to 30"),
        ("seed", "-1", "from 0 to 4,294,967,295"),
        ("seed", "9" * 5_000, "from 0 to 4,294,967,295"),
    ],
)
def test_nonsense_gets_a_sentence_and_changes_nothing(name: str, value: str, sentence: str) -> None:
    app = at(**{name: value, "batch_size" if name != "batch_size" else "epochs": "16"})
    assert sentence in app.warning[0].value
    assert app.session_state["visitor"].draft == Draft()
