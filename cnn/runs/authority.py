"""Who may steer a run."""

from cnn.errors import RunRefused
from cnn.runs.classroom import Classroom
from cnn.runs.run import Run


def require_owner(run: Run, visitor: str) -> None:
    """
    Raises:
        RunRefused: the visitor is not its owner.
    """
    if run.owner != visitor:
        raise RunRefused("Only the visitor who started a run can steer it.")


def require_owner_or_teacher(run: Run, visitor: str, classroom: Classroom | None) -> None:
    """``classroom``: the run's, if it has not ended.

    Raises:
        RunRefused: the visitor is neither its owner nor its teacher.
    """
    if classroom is None or classroom.teacher != visitor:
        require_owner(run, visitor)


def require_may_reveal(run: Run, visitor: str, classroom: Classroom | None) -> None:
    """
    Raises:
        RunRefused: the visitor is not its owner, or not its teacher if it has one.
    """
    if classroom is None:
        require_owner(run, visitor)
    elif classroom.teacher != visitor:
        raise RunRefused("The teacher of the class reveals the test results of all its runs.")
