"""What a server asks of another one that has a run: files in the run's folder.

Whoever has the run checks again whether the visitor may: a file says nothing of who wrote it.
"""

import contextlib
import json
import logging
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from cnn.errors import LabError, RunRefused
from cnn.runs.files import write_whole
from cnn.runs.run import Run
from cnn.runs.run_name import clean_name

REQUESTS_FOLDER = "requests"

TRIES = 3
"""The folder is deleted when it is empty, perhaps just before a request is written."""

log = logging.getLogger(__name__)


class Action(StrEnum):
    """By the names that the queue gives them."""

    STOP = "stop"
    PAUSE = "pause"
    RESUME = "resume"
    PAUSE_AFTER_EPOCHS = "pause_after_epochs"
    RENAME = "rename"
    PIN = "pin"
    PUBLISH = "publish"
    REVEAL = "reveal"


VALUES: dict[Action, type] = {
    Action.PAUSE_AFTER_EPOCHS: bool,
    Action.RENAME: str,
    Action.PIN: bool,
    Action.PUBLISH: bool,
}
"""What an action needs besides the visitor; the others need nothing."""


@dataclass(frozen=True)
class Request:
    action: Action
    visitor: str
    value: bool | str | None = None

    @property
    def values(self) -> tuple[bool | str, ...]:
        return () if self.value is None else (self.value,)

    @classmethod
    def from_json(cls, text: str) -> "Request":
        """
        Raises:
            ValueError, KeyError, TypeError: the text is none.
        """
        fields = json.loads(text)
        request = cls(Action(fields["action"]), fields["visitor"], fields["value"])
        wanted = VALUES.get(request.action, type(None))
        if not (isinstance(request.visitor, str) and isinstance(request.value, wanted)):
            raise ValueError(f"{request.action} of {request.visitor!r}: {request.value!r}")
        return request


def asked_elsewhere(
    run: Run, action: Action, visitor: str, value: bool | str | None = None
) -> bool:
    """Whether another server has the run, which is now asked; the visitor may do so.

    What it will do is seen here at once.

    Raises:
        RunRefused: it cannot be asked.
    """
    if not run.elsewhere:
        return False
    assert run.folder is not None
    request = Request(action, visitor, value)
    try:
        _leave(run.folder, request)
    except FileNotFoundError as error:
        raise RunRefused(
            "This run has just ended on another server. Try again in a few seconds."
        ) from error
    except OSError as error:
        raise RunRefused(
            "Another server has this run, and cannot be told: the disk takes nothing at the "
            "moment. Try again later."
        ) from error
    expect(run, request)
    return True


def requests_in(folder: Path) -> list[Request]:
    """Those in the folder of a run, oldest first; one that cannot be read is left out."""
    requests = []
    for file in _files(folder):
        try:
            requests.append(Request.from_json(file.read_text("utf-8")))
        except FileNotFoundError:  # obeyed meanwhile
            continue
        except (ValueError, KeyError, TypeError, OSError) as error:
            log.warning("%s asks for nothing that can be done: %s", file, error)
    return requests


def obey(folder: Path, do: Callable[[Request], None]) -> list[Path]:
    """Does what others ask of a run, unless they may not. Returns the files to be deleted."""
    files = _files(folder)
    for request in requests_in(folder) if files else ():
        try:
            do(request)
        except LabError as error:
            log.info("%s in %s is refused: %s", request.action, folder, error)
    return files


def forget(files: list[Path]) -> None:
    """Deletes requests; whoever has left them sees that they have been obeyed."""
    for file in files:
        with contextlib.suppress(OSError):
            file.unlink(missing_ok=True)
    for folder in {file.parent for file in files}:
        with contextlib.suppress(OSError):  # another one has come
            folder.rmdir()


def expect(run: Run, request: Request) -> None:
    """Shows a run of another server as it will be when a request has been obeyed."""
    value = request.value
    match request.action:
        case Action.STOP:
            run.channel.stop()
        case Action.PAUSE:
            run.channel.pause()
        case Action.RESUME:
            run.channel.resume()
        case Action.PAUSE_AFTER_EPOCHS:
            run.channel.pause_after_epochs(bool(value))
        case Action.RENAME:
            run.name = clean_name(str(value)) or run.name
        case Action.PIN:
            run.pinned = bool(value)
        case Action.PUBLISH:
            run.published = bool(value)
        case Action.REVEAL:
            run.revealed = True


def _leave(folder: Path, request: Request) -> None:
    text = json.dumps(vars(request))
    name = f"{time.time_ns()}-{uuid.uuid4().hex}.json"
    for attempt in range(1, TRIES + 1):
        try:
            (folder / REQUESTS_FOLDER).mkdir(exist_ok=True)
            write_whole(folder / REQUESTS_FOLDER / name, text.encode(), durable=False)
        except FileNotFoundError:
            if attempt == TRIES:
                raise
        else:
            return


def _files(folder: Path) -> list[Path]:
    try:
        return sorted((folder / REQUESTS_FOLDER).glob("[!.]*.json"))
    except OSError:
        return []
