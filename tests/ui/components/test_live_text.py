from tests.ui.visiting import component, protos


def script() -> None:
    import streamlit as st

    from cnn.ui.components.live_text import keep_from_translation, live_text

    with live_text("answer"):
        st.header("Trouser")
    keep_from_translation()


def test_the_browser_finds_live_text_by_its_class(lab: None) -> None:
    app = component(script).run()
    assert not app.exception
    assert app.header[0].value == "Trouser"
    [mark] = protos(app, "html")
    assert "st-key-live_" in mark.body
