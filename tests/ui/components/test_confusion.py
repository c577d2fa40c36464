from typing import Any

import numpy as np
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from cnn.ui.components import confusion
from tests.ui.visiting import component, protos, texts

LABELS = np.array([0, 0, 0, 6, 6, 9], np.uint8)
ANSWERS = np.array([0, 6, 6, 0, 6, 9])


def script(probabilities: "np.ndarray", labels: "np.ndarray") -> None:
    import streamlit as st

    from cnn.ui.components.confusion import confusion

    page = st.Page(lambda: None, title="Samples", url_path="samples")
    st.navigation([st.Page(lambda: None, title="Model"), page], position="hidden")
    confusion(probabilities, labels, page)


def shown() -> AppTest:
    app = component(script, probabilities=np.eye(10)[ANSWERS], labels=LABELS).run()
    assert not app.exception
    return app


def links(app: AppTest) -> dict[str, str]:
    """Addresses by texts."""
    return {link.label: f"{link.page}?{link.query_string}" for link in protos(app, "page_link")}


FREQUENT = {
    "T-shirt/top taken for Shirt: 2": "samples?truth=T-shirt%2Ftop&answer=Shirt",
    "Shirt taken for T-shirt/top: 1": "samples?truth=Shirt&answer=T-shirt%2Ftop",
}


def test_mistakes_are_in_order_and_lead_to_their_garments() -> None:
    assert list(links(shown()).items()) == list(FREQUENT.items())


def test_a_cell_that_was_clicked_leads_to_its_garments_once() -> None:
    app = shown()
    app.session_state[confusion.OPENED] = ("Bag", "Coat")
    app.run()
    assert links(app) == {"Bag taken for Coat": "samples?truth=Bag&answer=Coat"} | FREQUENT
    assert "click()" in app.get("html")[0].proto.body
    app.run()
    assert links(app) == FREQUENT
    assert not app.get("html")


def test_a_click_on_a_cell_opens_it(monkeypatch: pytest.MonkeyPatch) -> None:
    clicked = {"selection": {"cell": [{"label": "Coat", "prediction": "Pullover"}]}}
    session: dict[str, Any] = {confusion.KEY: clicked}
    monkeypatch.setattr(st, "session_state", session)
    confusion._take_cell()
    assert session[confusion.OPENED] == ("Coat", "Pullover")


def test_a_second_click_that_empties_the_selection_opens_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    session: dict[str, Any] = {confusion.KEY: {"selection": {}}}
    monkeypatch.setattr(st, "session_state", session)
    confusion._take_cell()
    assert confusion.OPENED not in session


def test_cells_have_counts_or_shares() -> None:
    app = shown()
    counts = protos(app, "vega_lite_chart")[0].spec
    app.toggle(key="shares").set_value(True).run()
    assert protos(app, "vega_lite_chart")[0].spec != counts


def test_each_class_has_its_scores() -> None:
    table = shown().table[0].value.set_index("Class")
    assert list(table.loc["T-shirt/top"]) == ["50.0%", "33.3%", "0.400"]
    assert list(table.loc["Ankle boot"]) == ["100.0%", "100.0%", "1.000"]
    assert list(table.loc["Bag"]) == ["0.0%", "0.0%", "0.000"]
    assert "harmonic mean" in texts(shown())
