"""The visitors' drawings, kept on the server.

They survive a reload of the browser tab, a restart of the server, and a move to another server that
shares the folder.
"""

import base64
import contextlib
import json
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from cnn.paths import home
from cnn.runs.files import write_whole
from cnn.runs.folder_watch import Stamp, stamp_of

EXPIRY = 24 * 3600
"""Seconds after which a restarted server no longer has a drawing."""


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

    def to_json(self) -> str:
        return json.dumps({"objects": self.objects, "png": base64.b64encode(self.png).decode()})

    @staticmethod
    def from_json(text: str) -> "Drawing":
        """
        Raises:
            ValueError, TypeError or KeyError: the text does not describe a drawing.
        """
        fields = json.loads(text)
        json.loads(fields["objects"])
        return Drawing(fields["objects"], base64.b64decode(fields["png"], validate=True))


class DrawingStore:
    """The last drawing of each visitor. When full, it drops the ones not used for longest.

    Each drawing has a file in ``folder``, which other servers may replace, and which the next store
    begins with. If the folder cannot be used, drawings are kept in memory only. Safe to use from
    several threads.
    """

    def __init__(
        self,
        folder: Path,
        max_drawings: int = 200,
        max_bytes: int = 16 * 2**20,
        max_bytes_each: int = 2**20,
    ) -> None:
        self._folder = folder
        self._max_drawings = max_drawings
        self._max_bytes = max_bytes
        self._max_bytes_each = max_bytes_each
        self._lock = threading.Lock()
        self._drawings: OrderedDict[str, Drawing] = OrderedDict()
        self._stamps: dict[str, Stamp] = {}
        """Of the files as they were last read or written."""
        with contextlib.suppress(OSError):
            self._read()
        self._drop_oldest()

    def get(self, visitor: str) -> Drawing | None:
        with self._lock:
            self._read_again(visitor)
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
                self._write(visitor, drawing)
            else:
                self._delete(visitor)
            self._drop_oldest()

    def _drop_oldest(self) -> None:
        while self._too_full():
            visitor, _ = self._drawings.popitem(last=False)
            # Another server may have a newer one.
            if stamp_of(self._file(visitor)) == self._stamps.pop(visitor, None):
                self._delete(visitor)

    def _too_full(self) -> bool:
        used = sum(drawing.size for drawing in self._drawings.values())
        return len(self._drawings) > self._max_drawings or used > self._max_bytes

    def _file(self, visitor: str) -> Path:
        return self._folder / f"{visitor}.json"

    def _read(self) -> None:
        files = sorted(self._folder.glob("*.json"), key=lambda file: file.stat().st_mtime)
        for file in files:
            try:
                if time.time() - file.stat().st_mtime > EXPIRY:
                    file.unlink()
                else:
                    self._read_file(file)
            except (KeyError, OSError, TypeError, ValueError):
                continue  # a file that a crash or somebody else left

    def _read_again(self, visitor: str) -> None:
        """Takes over what another server has done to a drawing since it was read or written."""
        file = self._file(visitor)
        stamp, known = stamp_of(file), self._stamps.get(visitor)
        if stamp == known:
            return
        self._drawings.pop(visitor, None)
        self._stamps.pop(visitor, None)
        if stamp is not None:
            with contextlib.suppress(KeyError, OSError, TypeError, ValueError):
                self._read_file(file)
            self._drop_oldest()

    def _read_file(self, file: Path) -> None:
        stamp = stamp_of(file)
        self._drawings[file.stem] = Drawing.from_json(file.read_text())
        if stamp is not None:
            self._stamps[file.stem] = stamp

    def _write(self, visitor: str, drawing: Drawing) -> None:
        with contextlib.suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            # Every stroke is a new drawing: none is worth waiting for the disk.
            write_whole(self._file(visitor), drawing.to_json().encode(), durable=False)
            if (stamp := stamp_of(self._file(visitor))) is not None:
                self._stamps[visitor] = stamp

    def _delete(self, visitor: str) -> None:
        self._stamps.pop(visitor, None)
        with contextlib.suppress(OSError):
            self._file(visitor).unlink(missing_ok=True)


@st.cache_resource(show_spinner=False)
def drawing_store() -> DrawingStore:
    return DrawingStore(home() / "drawings")
