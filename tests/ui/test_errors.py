from cnn.errors import LabError
from tests.ui.visiting import component, texts


def script(error: "Exception | None") -> None:
    import streamlit as st

    from cnn.ui.errors import show_errors

    with show_errors():
        st.write("Before")
        if error:
            raise error
        st.write("Instead")
    st.write("Behind")


def test_an_error_of_the_lab_is_shown_and_the_rest_of_the_page_stays() -> None:
    app = component(script, error=LabError("What to do.")).run()
    assert not app.exception
    assert app.error[0].value == "What to do."
    assert "Before\nBehind" in texts(app)


def test_without_an_error_nothing_is_added() -> None:
    app = component(script, error=None).run()
    assert texts(app) == "Before\nInstead\nBehind"


def test_a_defect_is_not_hidden() -> None:
    assert component(script, error=RuntimeError("a defect")).run().exception
