from streamlit.testing.v1 import AppTest

from tests.ui.visiting import component, press, protos


def script() -> None:
    import streamlit as st

    from cnn.ui.components.card import card, card_button, cards

    def remember(name: str) -> None:
        st.session_state["opened"] = name

    with cards("all"):
        for name in ("Coat", "Bag"):
            with card(name, width=100, height=140):
                st.write(f"A picture of a {name}")
                card_button(name, f"Open {name}", remember, name)


def test_the_button_of_a_card_says_which_one_was_opened() -> None:
    app = component(script).run()
    press(app, "Open Bag")
    assert app.session_state["opened"] == "Bag"


def test_each_card_is_a_place_of_its_own_that_its_button_covers() -> None:
    app: AppTest = component(script).run()
    assert [button.key for button in app.button] == ["open_Coat", "open_Bag"]
    assert "[class*=st-key-open_] :is(button, a)::after" in app.get("html")[0].proto.body


def linked() -> None:
    import streamlit as st

    from cnn.ui.components.card import card, card_link, cards

    page = st.Page(lambda: None, title="Other", url_path="other")
    st.navigation([st.Page(lambda: None, title="This"), page], position="hidden")
    with cards("all"), card("Bag", width=100, height=140):
        card_link("Bag", page, "See the bag", {"garment": "7"})


def test_a_card_may_be_a_link() -> None:
    app: AppTest = component(linked).run()
    [link] = protos(app, "page_link")
    assert (link.label, link.page, link.query_string) == ("See the bag", "other", "garment=7")
