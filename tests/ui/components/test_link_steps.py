from tests.ui.visiting import component, protos


def script() -> None:
    from cnn.ui.components.link_steps import link_steps

    link_steps()


def test_the_browser_listens_once() -> None:
    [element] = protos(component(script).run(), "html")
    assert element.unsafe_allow_javascript
    assert "if (!window.linkSteps)" in element.body
