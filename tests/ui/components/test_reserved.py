from typing import Any

from tests.ui.visiting import component


def script() -> None:
    import streamlit as st

    from cnn.ui.components.reserved import STYLE, reserved

    st.html(STYLE)
    reserved("outcome", 68, 200).markdown("within")
    reserved("table", 450, grows=True).markdown("within")


def blocks() -> list[Any]:
    """The containers that reserve room, as they are sent to the browser."""
    app = component(script).run()
    assert not app.exception
    assert [element.value for element in app.markdown] == ["within", "within"]
    containers = [node.proto for node in app.main.children.values() if hasattr(node, "children")]
    return [proto for proto in containers if proto is not None]


def test_a_place_is_as_high_and_as_wide_as_what_will_be_there() -> None:
    outcome, table = blocks()
    assert outcome.height_config.pixel_height == 68
    assert outcome.width_config.pixel_width == 200
    assert table.height_config.pixel_height == 450
    assert table.width_config.use_stretch


def test_only_what_may_grow_is_marked() -> None:
    outcome, table = (block.id for block in blocks())
    assert "reserved_outcome" in outcome
    assert "reserved_grows_table" in table
