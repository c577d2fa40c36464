"""Who may put a run into the line.

What is guaranteed: runs get the worker in the order in which they came, but one that goes on after
a pause comes before those that have not begun. A visitor has one run that is not over. The places
in line are bounded, and no network address can take all of them, however many browsers it has:
outside of classes it has a few, and a class has one for each of its members. So whoever comes from
another address finds a place, and waits for a bounded number of runs.

An address that is not known, such as that of the server's own machine, is not bounded.

Where several servers share their runs, a visitor has one run, and a class its places, on all of
them together; each has a line of its own, and knows the addresses of its own runs only.
"""

from collections.abc import Iterable

from cnn.errors import RunRefused
from cnn.runs.classroom import Classroom, Classrooms
from cnn.runs.run import Run, State

MOST_IN_LINE = 100
"""Runs that wait for the worker or have it."""

MOST_OF_AN_ADDRESS = 80
"""Those of one address, of classes too: a school has one address, and more than one class."""

RUNS_PER_ADDRESS = 4
"""Those of one address outside of classes, by default."""

NUMBERS = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine")


class Admission:
    def __init__(
        self, classrooms: Classrooms | None = None, runs_per_address: int = RUNS_PER_ADDRESS
    ) -> None:
        self._classrooms = classrooms
        self._runs_per_address = runs_per_address

    def class_of(self, code: str | None) -> Classroom | None:
        """``None``: there is no such class, or it has ended."""
        return self._classrooms.get(code) if self._classrooms and code else None

    def class_with(self, visitor: str) -> Classroom | None:
        """The class that a visitor is in."""
        return self._classrooms.of(visitor) if self._classrooms else None

    def require_place(self, run: Run, others: Iterable[Run]) -> None:
        """``others``: all runs that are known; those that do not count are left out.

        Raises:
            RunRefused: there is no place in line for the run.
        """
        in_line = [each for each in others if each is not run and each.view().state.in_line]
        if sum(not each.elsewhere for each in in_line) >= MOST_IN_LINE:
            raise RunRefused("The queue is full. Try again in a few minutes.")
        if (classroom := self.class_of(run.classroom)) is not None:
            of_class = [each for each in in_line if each.classroom == run.classroom]
            if len(of_class) > len(classroom.members):  # and the teacher
                raise RunRefused(
                    "Your class has a run in line for each of its members. Wait until one of them "
                    "is over."
                )
        if run.address is not None:
            self._require_place_of_address(
                [each for each in in_line if each.address == run.address], classroom
            )

    def _require_place_of_address(self, in_line: list[Run], classroom: Classroom | None) -> None:
        if len(in_line) >= MOST_OF_AN_ADDRESS:
            raise RunRefused(
                "Most places in line are taken from your network address. Try again in a few "
                "minutes."
            )
        outside = [each for each in in_line if self.class_of(each.classroom) is None]
        most = self._runs_per_address
        if classroom is None and len(outside) >= most:
            number = NUMBERS[most] if most < len(NUMBERS) else str(most)
            runs, are, them = ("run", "is", "it") if most == 1 else ("runs", "are", "one of them")
            raise RunRefused(
                f"{number} {runs} of your network address {are} in line already. Wait until {them} "
                "is over, or join a class."
            )


def require_no_other(own: Iterable[Run]) -> None:
    """
    Raises:
        RunRefused: one of a visitor's runs is not over.
    """
    states = [run.view().state for run in own]
    if State.INTERRUPTED in states:
        raise RunRefused("You have a run that was interrupted. Resume it, or stop it first.")
    if not all(state.over for state in states):
        raise RunRefused("You already have a run in progress. Stop it, or wait until it is over.")
