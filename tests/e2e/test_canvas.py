"""Drawing on the canvas in a real browser, with a mouse and with a finger."""

import re
from collections.abc import Iterator, Sequence

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from cnn.ui.components.drawing_tools import TOOLS
from tests.browser import (
    CANVAS,
    NO_ANSWER,
    RESET,
    TITLE,
    TROUSERS,
    drag,
    draw,
    go_to,
    new_visitor,
    on_canvas,
    open_lab,
    settle,
)


@pytest.fixture
def phone(browser: Browser, app_url: str) -> Iterator[Page]:
    with new_visitor(browser, {"width": 400, "height": 800}, touch=True) as context:
        yield open_lab(context, app_url)


def heading(page: Page, name: str) -> Locator:
    return page.get_by_role("heading", name=name, exact=True)


def button(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=name, exact=True)


def choose(page: Page, tool: str) -> None:
    """Chooses a tool and waits until the canvas has it."""
    page.get_by_role("radio", name=re.compile(f"{tool}$")).click()
    if how := next(each.how for each in TOOLS if each.name == tool):
        page.get_by_text(how).wait_for()
    settle(page)


def choose_widest(page: Page) -> None:
    button(page, "Pen width").click()
    page.get_by_role("slider", name="Pen width").focus()
    page.keyboard.press("End")
    rest(page)
    page.keyboard.press("Escape")


def rest(page: Page) -> None:
    """Waits until the server has been sent everything and has answered."""
    # The canvas and sliders send after 200 ms of rest. Timers of a page go off in order.
    page.evaluate("new Promise(done => setTimeout(done, 500))")
    settle(page)


def is_inked(page: Page, x: int, y: int) -> bool:
    """Whether a pixel of the canvas is dark."""
    red = page.locator("canvas.dc-canvas.lower-canvas").evaluate(
        "(canvas, [x, y]) => canvas.getContext('2d').getImageData(x, y, 1, 1).data[0]", [x, y]
    )
    return int(red) < 128


def touch(page: Page, points: Sequence[tuple[float, float]]) -> None:
    """Moves a finger over the canvas from point to point."""
    session = page.context.new_cdp_session(page)
    kind = "touchStart"
    for x, y in on_canvas(page, points):
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y}]})
        kind = "touchMove"
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def test_trousers_drawn_with_the_mouse_are_trousers(page: Page) -> None:
    draw(page, TROUSERS)
    expect(heading(page, "Trouser")).to_be_visible()
    expect(page.get_by_role("img", name=re.compile("the highest is Trouser with"))).to_be_visible()
    expect(page.get_by_text("What the network sees")).to_be_visible()


def test_trousers_drawn_with_a_finger_are_trousers(phone: Page) -> None:
    scrolled = phone.evaluate("scrollY")
    touch(phone, [*TROUSERS, TROUSERS[0]])
    expect(heading(phone, "Trouser")).to_be_visible()
    assert phone.evaluate("scrollY") == scrolled
    button(phone, "Undo").tap()
    expect(heading(phone, NO_ANSWER)).to_be_visible()


@pytest.mark.parametrize(
    ("tool", "line", "center"),
    [
        ("Line", (160, 160), None),
        ("Rectangle", (60, 160), (160, 160)),
        ("Circle", (60, 160), (160, 160)),
    ],
)
def test_a_shape_is_filled_and_answered(
    page: Page, tool: str, line: tuple[int, int], center: tuple[int, int] | None
) -> None:
    choose(page, tool)
    across = [(60, 160), (260, 160)] if tool == "Circle" else [(60, 60), (260, 260)]
    drag(page, across)
    expect(heading(page, NO_ANSWER)).to_have_count(0)
    expect(page.get_by_text("What the network sees")).to_be_visible()
    assert is_inked(page, *line)
    assert center is None or is_inked(page, *center)
    button(page, "Undo").click()
    expect(heading(page, NO_ANSWER)).to_be_visible()


def test_a_closed_polygon_is_answered_and_can_be_undone(page: Page) -> None:
    choose(page, "Polygon")
    for corner in on_canvas(page, [*TROUSERS, TROUSERS[0]]):
        page.mouse.click(*corner)
    expect(heading(page, "Trouser")).to_be_visible()
    expect(page.get_by_role("radio", name=re.compile("Pen$"))).to_be_checked()
    # Undo takes back the closing, then corner by corner.
    for _ in TROUSERS:
        button(page, "Undo").click()
    expect(heading(page, NO_ANSWER)).to_be_visible()


def test_undo_and_redo_change_the_answer(page: Page) -> None:
    draw(page, TROUSERS)
    expect(heading(page, "Trouser")).to_be_visible()
    button(page, "Undo").click()
    expect(heading(page, NO_ANSWER)).to_be_visible()
    button(page, "Redo").click()
    expect(heading(page, "Trouser")).to_be_visible()


def test_another_tool_and_width_keep_the_drawing(page: Page) -> None:
    draw(page, TROUSERS)
    expect(heading(page, "Trouser")).to_be_visible()
    choose(page, "Eraser")
    choose_widest(page)
    expect(heading(page, "Trouser")).to_be_visible()
    assert is_inked(page, 160, 30)
    drag(page, [(100, 30), (220, 30)])
    rest(page)
    # The widest eraser has taken away the whole line.
    assert not any(is_inked(page, 160, y) for y in range(18, 42))
    assert is_inked(page, 90, 160)


def test_a_sheet_with_everything_erased_is_empty(page: Page) -> None:
    drag(page, [(60, 160), (260, 160)])
    expect(heading(page, NO_ANSWER)).to_have_count(0)
    choose(page, "Eraser")
    choose_widest(page)
    drag(page, [(40, 160), (280, 160)])
    expect(heading(page, NO_ANSWER)).to_be_visible()


def test_what_is_selected_in_edit_mode_can_be_deleted(page: Page) -> None:
    draw(page, TROUSERS)
    expect(heading(page, "Trouser")).to_be_visible()
    before = button(page, "Edit").bounding_box()
    button(page, "Edit").click()
    assert button(page, "Edit").bounding_box() == before
    [(x, y)] = on_canvas(page, [(160, 30)])
    page.mouse.click(x, y)
    button(page, "Delete selected").click()
    expect(heading(page, NO_ANSWER)).to_be_visible()


def test_a_cleared_canvas_takes_its_answer_back(page: Page) -> None:
    draw(page, TROUSERS)
    expect(heading(page, "Trouser")).to_be_visible()
    button(page, RESET).click()
    expect(heading(page, NO_ANSWER)).to_be_visible()
    rest(page)
    assert not is_inked(page, 160, 30)
    draw(page, TROUSERS)
    expect(heading(page, "Trouser")).to_be_visible()


def test_a_cleared_drawing_can_be_brought_back(page: Page) -> None:
    draw(page, TROUSERS)
    expect(heading(page, "Trouser")).to_be_visible()
    button(page, RESET).click()
    expect(heading(page, NO_ANSWER)).to_be_visible()
    rest(page)
    button(page, "Undo clear").click()
    expect(heading(page, "Trouser")).to_be_visible()
    expect(page.locator(CANVAS)).to_have_count(1)
    rest(page)
    assert is_inked(page, 160, 30)
    expect(button(page, "Undo clear")).to_have_count(0)


def test_a_drawing_survives_a_change_of_page(page: Page) -> None:
    draw(page, TROUSERS)
    expect(heading(page, "Trouser")).to_be_visible()
    go_to(page, "Model", "How good is it?")
    go_to(page, "Try it", TITLE)
    expect(heading(page, "Trouser")).to_be_visible()
    # On the canvas too, and not only in the answer: one more stroke still makes trousers.
    page.locator(CANVAS).wait_for()
    assert is_inked(page, 160, 30)
    drag(page, [(150, 200), (170, 205)])
    rest(page)
    expect(heading(page, "Trouser")).to_be_visible()
    # And it can be cleared, although the canvas came back with it.
    button(page, RESET).click()
    expect(heading(page, NO_ANSWER)).to_be_visible()
    rest(page)
    assert not is_inked(page, 160, 30)


def test_a_drawing_that_came_back_can_be_cleared_at_once(page: Page) -> None:
    draw(page, TROUSERS)
    expect(heading(page, "Trouser")).to_be_visible()
    go_to(page, "Model", "How good is it?")
    go_to(page, "Try it", TITLE)
    button(page, RESET).click()
    expect(heading(page, NO_ANSWER)).to_be_visible()
    rest(page)
    expect(heading(page, NO_ANSWER)).to_be_visible()


def test_a_drawing_survives_a_reload_of_the_tab(page: Page) -> None:
    draw(page, TROUSERS)
    expect(heading(page, "Trouser")).to_be_visible()
    page.reload()
    expect(heading(page, "Trouser")).to_be_visible()
    page.locator(CANVAS).wait_for()
    assert is_inked(page, 160, 30)
    button(page, RESET).click()
    expect(heading(page, NO_ANSWER)).to_be_visible()
    page.reload()
    expect(heading(page, NO_ANSWER)).to_be_visible()


def test_nobody_sees_another_visitors_drawing(page: Page, browser: Browser, app_url: str) -> None:
    draw(page, TROUSERS)
    expect(heading(page, "Trouser")).to_be_visible()
    with new_visitor(browser) as other:
        strangers_page = open_lab(other, app_url)
        expect(heading(strangers_page, NO_ANSWER)).to_be_visible()
        assert not is_inked(strangers_page, 160, 30)


def test_the_canvas_and_its_buttons_have_names_and_room(phone: Page) -> None:
    group = phone.get_by_role("group", name="Drawing canvas")
    expect(group).to_be_visible()
    paper = phone.locator(CANVAS).bounding_box()
    assert paper is not None
    assert paper["x"] + paper["width"] <= 400
    for name in ("Undo", "Redo", "Edit", RESET):
        box = group.get_by_role("button", name=name, exact=True).bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= 24
        assert box["y"] + box["height"] <= paper["y"]
    expect(phone.locator(".dc-toolbar")).to_have_css("opacity", "1")
