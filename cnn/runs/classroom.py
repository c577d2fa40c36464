"""Classes: a teacher, and those who have joined by a code.

A class ends when its teacher ends it, or after a day. Of each member nothing is kept but a nickname
and the id of the browser, and nothing at all of a class that has ended.
"""

import dataclasses
import json
import logging
import re
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from cnn.errors import ClassRefused
from cnn.runs.run_name import clean_name
from cnn.runs.shared_texts import SharedTexts

LETTERS = "CFHJKMNPRTWXY3479"
"""Of codes: none can be taken for another one, and they make no words."""

CODE_LENGTH = 6

LONGEST_NICKNAME = 20

LIFETIME = 24 * 3600
"""Seconds until a class ends by itself."""

MOST_MEMBERS, MOST_CLASSES = 60, 100

FRESH = 1.0
"""Seconds until a server looks again for what other servers have changed."""

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Member:
    visitor: str
    nickname: str


@dataclass(frozen=True)
class Classroom:
    """A class at one moment."""

    code: str
    teacher: str
    opened: float
    """Seconds since the epoch."""
    members: tuple[Member, ...] = ()
    """Without the teacher, in the order in which they joined."""
    lesson: str = ""
    """What the teacher prescribes, as the query of an address: see ``lesson_address``."""
    revealed: bool = False
    """Whether the teacher has revealed the test results of all runs."""

    def nickname_of(self, visitor: str) -> str | None:
        """``None``: the visitor is not a member."""
        return next((each.nickname for each in self.members if each.visitor == visitor), None)

    def has(self, visitor: str) -> bool:
        return visitor == self.teacher or self.nickname_of(visitor) is not None

    @classmethod
    def from_json(cls, text: str) -> "Classroom":
        """
        Raises:
            ValueError, KeyError, TypeError: the text is none.
        """
        fields = json.loads(text)
        members = tuple(Member(**member) for member in fields.pop("members"))
        return cls(**fields, members=members)


def read_code(text: str) -> str:
    """The code that somebody has typed, perhaps in small letters and with a space in the middle.

    Raises:
        ClassRefused: it cannot be one.
    """
    code = re.sub(r"[\s-]", "", text).upper()
    if len(code) != CODE_LENGTH or not set(code) <= set(LETTERS):
        raise ClassRefused(
            f"A code has {CODE_LENGTH} of these letters and digits: {' '.join(LETTERS)}."
        )
    return code


class Classrooms:
    """All classes, kept in a folder that other servers may share. Safe to use from several threads.

    If the folder cannot be written, classes do not survive a restart.
    """

    def __init__(
        self, folder: Path, now: Callable[[], float] = time.time, fresh: float = FRESH
    ) -> None:
        """``fresh``: seconds for which what has been read counts as the newest."""
        self._files = SharedTexts(folder)
        self._now = now
        self._fresh = fresh
        self._lock = threading.RLock()
        self._classes: dict[str, Classroom] = {}
        with self._lock:
            self._read()

    def open(self, teacher: str) -> Classroom:
        """
        Raises:
            ClassRefused: the visitor is in a class, or there are too many.
            ServerBusy: see ``exclusive``.
        """
        with self._changing():
            self._require_free(teacher)
            if len(self._classes) >= MOST_CLASSES:
                raise ClassRefused("This server has no room for another class. Try again later.")
            classroom = Classroom(self._new_code(), teacher, self._now())
            return self._keep(classroom)

    def get(self, code: str) -> Classroom | None:
        """``None``: there is none, or it has ended."""
        with self._lock:
            self._look()
            return self._classes.get(code)

    def of(self, visitor: str) -> Classroom | None:
        """The class that a visitor teaches or has joined."""
        with self._lock:
            self._look()
            return next((each for each in self._classes.values() if each.has(visitor)), None)

    def join(self, code: str, visitor: str, nickname: str = "") -> Classroom:
        """Takes a visitor in under a nickname that nobody else has there.

        Raises:
            ClassRefused: there is no such class, it is full, or the visitor is in another one.
            ServerBusy: see ``exclusive``.
        """
        with self._changing():
            classroom = self._required(code)
            if classroom.has(visitor):
                return classroom
            self._require_free(visitor)
            if len(classroom.members) >= MOST_MEMBERS:
                raise ClassRefused(f"This class is full: it has {MOST_MEMBERS} members.")
            taken = {member.nickname.casefold() for member in classroom.members}
            member = Member(visitor, _unused(nickname, taken))
            return self._keep(replace(classroom, members=(*classroom.members, member)))

    def leave(self, code: str, visitor: str) -> None:
        """
        Raises:
            ServerBusy: see ``exclusive``.
        """
        with self._changing():
            classroom = self._classes.get(code)
            if classroom is not None:
                others = tuple(each for each in classroom.members if each.visitor != visitor)
                self._keep(replace(classroom, members=others))

    def prescribe(self, code: str, teacher: str, lesson: str) -> Classroom:
        """
        Raises:
            ClassRefused: there is no such class, or it is another one's.
            ServerBusy: see ``exclusive``.
        """
        with self._changing():
            return self._keep(replace(self._taught_by(code, teacher), lesson=lesson))

    def reveal(self, code: str, teacher: str) -> Classroom:
        """Shows the test results of all its runs to the class, from now on.

        Raises:
            ClassRefused: there is no such class, or it is another one's.
            ServerBusy: see ``exclusive``.
        """
        with self._changing():
            return self._keep(replace(self._taught_by(code, teacher), revealed=True))

    def end(self, code: str, teacher: str) -> None:
        """
        Raises:
            ClassRefused: there is no such class, or it is another one's.
            ServerBusy: see ``exclusive``.
        """
        with self._changing():
            self._delete(self._taught_by(code, teacher).code)

    @contextmanager
    def _changing(self) -> Iterator[None]:
        """Nobody else changes a class meanwhile, and the newest state of all is known."""
        with self._lock, self._files.exclusive():
            self._read()
            yield

    def _look(self) -> None:
        """Notices what other servers have changed, and that classes have ended by themselves."""
        if time.monotonic() - self._read_at >= self._fresh:
            self._read()
        else:
            self._end_old_ones()

    def _read(self) -> None:
        self._read_at = time.monotonic()
        for code, text in self._files.news().items():
            self._classes.pop(code, None)
            try:
                if text is not None:
                    self._classes[code] = Classroom.from_json(text)
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                log.warning("Skipped %s, a class that cannot be read: %s", code, error)
        self._end_old_ones()

    def _required(self, code: str) -> Classroom:
        classroom = self.get(code)
        if classroom is None:
            raise ClassRefused(f"There is no class {code}. It may have ended: ask for its code.")
        return classroom

    def _taught_by(self, code: str, teacher: str) -> Classroom:
        classroom = self._required(code)
        if classroom.teacher != teacher:
            raise ClassRefused("Only the teacher who opened a class can do this.")
        return classroom

    def _require_free(self, visitor: str) -> None:
        other = self.of(visitor)
        if other is not None:
            how = "End" if other.teacher == visitor else "Leave"
            raise ClassRefused(f"You are in the class {other.code}. {how} it first.")

    def _new_code(self) -> str:
        while True:
            code = "".join(secrets.choice(LETTERS) for _ in range(CODE_LENGTH))
            if code not in self._classes:
                return code

    def _keep(self, classroom: Classroom) -> Classroom:
        self._classes[classroom.code] = classroom
        try:
            self._files.write(classroom.code, json.dumps(dataclasses.asdict(classroom)))
        except OSError as error:
            log.warning("Class %s would not survive a restart: %s", classroom.code, error)
        return classroom

    def _delete(self, code: str) -> None:
        del self._classes[code]
        try:
            self._files.delete(code)
        except OSError as error:
            log.warning("The ended class %s cannot be deleted: %s", code, error)

    def _end_old_ones(self) -> None:
        for classroom in list(self._classes.values()):
            if self._now() - classroom.opened > LIFETIME:
                self._delete(classroom.code)


def _unused(nickname: str, taken: set[str]) -> str:
    """The nickname, cleaned and shortened, with a number if somebody has it."""
    wanted = clean_name(nickname)[:LONGEST_NICKNAME].strip() or "Guest"
    name, number = wanted, 1
    while name.casefold() in taken:
        number += 1
        name = f"{wanted} {number}"
    return name
