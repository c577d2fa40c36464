"""Visitors for benchmarks: they repeat over WebSockets what a real browser has sent."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from playwright.sync_api import Browser, Page, WebSocket
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect

from cnn.ui.state import COOKIE
from tests.browser import App, new_visitor

VISITORS = 30

EVERY = 2.0
"""Seconds between a visitor's drawings."""

LONGEST_WAIT = 30.0
"""Seconds for an answer."""

CANVAS_COMPONENT = "streamlit-drawable-canvas.streamlit_drawable_canvas"
CANVAS_KEY = "-canvas_"
"""In the name of the canvas, but of no other widget whose value a browser sends."""


@dataclass(frozen=True)
class Message:
    """What a browser has sent."""

    content: bytes
    pause: float
    """Seconds since the message before."""

    def about(self, run: str, instead_of: str) -> "Message":
        """The same message about another run. All ids have the same length."""
        return replace(self, content=self.content.replace(instead_of.encode(), run.encode()))


def visitor_id(number: int) -> str:
    return f"{number:032x}"


class Visitor(threading.Thread):
    """Repeats a browser's messages until ``over`` is set; ``seconds`` are those of each answer."""

    def __init__(
        self, app: App, messages: list[Message], number: int, over: threading.Event, answer: str
    ) -> None:
        """``answer``: a kind of element that each answer contains."""
        super().__init__()
        self.address = app.url.replace("http", "ws") + "/_stcore/stream"
        self.messages = messages
        self.number = number
        self.over = over
        self.answer = answer
        self.canvas = ""
        """The name of this visitor's canvas, which nobody else has."""
        self.parts: dict[str, float] = {}
        """Seconds between two updates of the parts of the page that update themselves."""
        self.seconds: list[float] = []
        self.errors = 0

    def run(self) -> None:
        hello, *others = self.messages
        time.sleep(EVERY * self.number / VISITORS)
        cookie = {"Cookie": f"{COOKIE}={visitor_id(self.number)}"}
        with connect(self.address, max_size=None, additional_headers=cookie) as socket:
            self.say(socket, hello.content)
            while not self.over.is_set():
                message = others[(self.number + len(self.seconds)) % len(others)]
                self.over.wait(message.pause)
                began = time.perf_counter()
                elements = self.say(socket, on_canvas(message.content, self.canvas))
                self.seconds.append(time.perf_counter() - began)
                if "exception" in elements or self.answer not in elements:
                    self.errors += 1

    def say(self, socket: ClientConnection, message: bytes) -> set[str]:
        """The kinds of all elements that the server sent until the script run was over."""
        socket.send(message)
        elements: set[str] = set()
        parts: dict[str, float] = {}
        while True:
            answer = ForwardMsg()
            try:
                answer.ParseFromString(socket.recv(timeout=LONGEST_WAIT))
            except TimeoutError:  # counted as an error, since nothing has been answered
                return {"exception"}
            kind = answer.WhichOneof("type")
            if kind == "script_finished":
                whole = answer.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY
                self.parts = parts if whole else self.parts | parts
                return elements
            if kind == "auto_rerun":
                parts[answer.auto_rerun.fragment_id] = answer.auto_rerun.interval
            element = answer.delta.new_element
            component = element.bidi_component
            elements.add(component.component_name or str(element.WhichOneof("type")))
            if component.component_name == CANVAS_COMPONENT:
                self.canvas = component.id


class Watcher(Visitor):
    """Opens a page, and updates those parts of it that the server wants to be updated."""

    def run(self) -> None:
        hello, *others = self.messages
        poll = next(message for message in others if fragment_of(message.content))
        time.sleep(EVERY * self.number / VISITORS)
        cookie = {"Cookie": f"{COOKIE}={visitor_id(self.number)}"}
        with connect(self.address, max_size=None, additional_headers=cookie) as socket:
            self.say(socket, hello.content)
            due = {part: time.perf_counter() + every for part, every in self.parts.items()}
            while due and not self.over.is_set():  # until the run is over
                part = min(due, key=lambda each: due[each])
                self.over.wait(max(0.0, due[part] - time.perf_counter()))
                began = time.perf_counter()
                if "exception" in self.say(socket, of_fragment(poll.content, part)):
                    self.errors += 1
                self.seconds.append(time.perf_counter() - began)
                now = time.perf_counter()
                # A rerun of the whole page gives its parts anew, perhaps at another pace.
                due = {
                    each: now + every if each == part else due.get(each, now + every)
                    for each, every in self.parts.items()
                }


def fragment_of(message: bytes) -> str:
    sent = BackMsg()
    sent.ParseFromString(message)
    return str(sent.rerun_script.fragment_id)


def on_canvas(message: bytes, canvas: str) -> bytes:
    """The same drawing on another canvas."""
    sent = BackMsg()
    sent.ParseFromString(message)
    for widget in sent.rerun_script.widget_states.widgets:
        if CANVAS_KEY in widget.id:
            widget.id = canvas
    return bytes(sent.SerializeToString())


def of_fragment(message: bytes, fragment: str) -> bytes:
    sent = BackMsg()
    sent.ParseFromString(message)
    sent.rerun_script.fragment_id = fragment
    return bytes(sent.SerializeToString())


def page_of(browser: Browser, app: App, visitor: str) -> Page:
    context = new_visitor(browser)
    context.add_cookies([{"name": COOKIE, "value": visitor, "url": app.url}])
    return context.new_page()


def recorded(browser: Browser, app: App, path: str, act: Callable[[Page], None]) -> list[Message]:
    """The messages of a browser that opens a page and acts on it; the first one opens the page."""
    page = page_of(browser, app, visitor_id(0))
    sent: list[Message] = []
    last = time.perf_counter()

    def keep(frame: bytes | str) -> None:
        nonlocal last
        assert isinstance(frame, bytes)
        now = time.perf_counter()
        sent.append(Message(frame, now - last))
        last = now

    def listen(socket: WebSocket) -> None:
        socket.on("framesent", keep)

    page.on("websocket", listen)
    page.goto(f"{app.url}{path}")
    act(page)
    page.context.close()
    return sent
