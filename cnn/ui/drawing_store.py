"""The visitors' drawings, kept on the server so that they survive a reload of the browser tab."""

import threading
from collections import OrderedDict
from dataclasses import dataclass

import streamlit as st


@dataclass(frozen=True)
class Drawing:
    objects: str
    """The strokes and shapes as the canvas describes them: a list, in JSON."""
    png: bytes
    """The canvas as a picture file."""

    @property
    def size(self) -> int:
        """Bytes that it takes, about."""
        return len(self.objects) + len(self.png)


class DrawingStore:
    """The last drawing of each visitor. When full, it drops the ones not used for longest.

    Safe to use from several threads.
    """

    def __init__(
        self,
        max_drawings: int = 200,
        max_bytes: int = 16 * 2**20,
        max_bytes_each: int = 2**20,
    ) -> None:
        self._max_drawings = max_drawings
        self._max_bytes = max_bytes
        self._max_bytes_each = max_bytes_each
        self._lock = threading.Lock()
        self._drawings: OrderedDict[str, Drawing] = OrderedDict()

    def get(self, visitor: str) -> Drawing | None:
        with self._lock:
            if visitor in self._drawings:
                self._drawings.move_to_end(visitor)
            return self._drawings.get(visitor)

    def put(self, visitor: str, drawing: Drawing | None) -> None:
        """Keeps ``drawing`` in place of the visitor's last one; ``None`` or a drawing that is
        too large only removes that one."""
        with self._lock:
            self._drawings.pop(visitor, None)
            if drawing is not None and drawing.size <= self._max_bytes_each:
                self._drawings[visitor] = drawing
            while self._too_full():
                self._drawings.popitem(last=False)

    def _too_full(self) -> bool:
        used = sum(drawing.size for drawing in self._drawings.values())
        return len(self._drawings) > self._max_drawings or used > self._max_bytes


@st.cache_resource(show_spinner=False)
def drawing_store() -> DrawingStore:
    return DrawingStore()
