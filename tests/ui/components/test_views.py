from tests.ui.visiting import component, texts


def page_with_two_views() -> None:
    import streamlit as st

    from cnn.ui.components.views import choose_view

    st.write(choose_view({"First": "One", "Second": "Two"}))


def test_the_first_view_is_shown_until_another_is_chosen() -> None:
    app = component(page_with_two_views).run()
    assert texts(app) == "One"
    app.button_group(key="view").set_value("Second").run()
    assert texts(app) == "Two"
    assert app.query_params["view"] == "Second"
    app.button_group(key="view").set_value("First").run()
    assert texts(app) == "One"
    assert "view" not in app.query_params


def test_an_address_leads_to_a_view() -> None:
    app = component(page_with_two_views)
    app.query_params["view"] = "Second"
    assert texts(app.run()) == "Two"


def test_an_address_with_an_unknown_view_shows_the_first() -> None:
    app = component(page_with_two_views)
    app.query_params["view"] = "Third"
    assert texts(app.run()) == "One"
    assert not app.exception


def test_the_way_back_to_an_address_shows_its_view() -> None:
    app = component(page_with_two_views).run()
    app.button_group(key="view").set_value("Second").run()
    app.query_params.clear()
    assert texts(app.run()) == "One"
    assert app.button_group(key="view").value == "First"
