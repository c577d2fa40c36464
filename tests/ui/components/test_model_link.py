from tests.ui.visiting import component, protos


def script() -> None:
    import streamlit as st

    from cnn.ui.components.model_link import model_link

    page = st.Page(lambda: None, title="Other", url_path="other", icon=":material/layers:")
    st.navigation([st.Page(lambda: None, title="This"), page], position="hidden")
    model_link(page, "Look", {"truth": "T-shirt/top"})


def test_the_address_of_a_link_has_the_model_of_this_one() -> None:
    app = component(script)
    app.query_params.update({"model": "best_cnn", "view": "Hard cases"})
    [link] = protos(app.run(), "page_link")
    assert not app.exception
    assert link.query_string == "truth=T-shirt%2Ftop&model=best_cnn"


def test_the_default_model_needs_no_name() -> None:
    [link] = protos(component(script).run(), "page_link")
    assert (link.label, link.query_string) == ("Look", "truth=T-shirt%2Ftop")
    assert link.icon == "", "not the page's"
