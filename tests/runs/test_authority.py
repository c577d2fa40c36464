import pytest

from cnn.errors import RunRefused
from cnn.runs.authority import require_may_reveal, require_owner, require_owner_or_teacher
from cnn.runs.classroom import Classroom
from cnn.runs.recipe import DENSE
from cnn.runs.run import Run

RUN = Run("one", "ada", DENSE, seed=1, name="Mine")
CLASSROOM = Classroom("CFH347", "teacher", opened=0.0)


def test_whoever_has_started_a_run_steers_it() -> None:
    require_owner(RUN, "ada")
    with pytest.raises(RunRefused, match="Only the visitor"):
        require_owner(RUN, "bob")


def test_a_teacher_does_what_an_owner_does_as_long_as_there_is_a_class() -> None:
    require_owner_or_teacher(RUN, "teacher", CLASSROOM)
    require_owner_or_teacher(RUN, "ada", CLASSROOM)
    for visitor, classroom in (("bob", CLASSROOM), ("teacher", None)):
        with pytest.raises(RunRefused, match="Only the visitor"):
            require_owner_or_teacher(RUN, visitor, classroom)


def test_in_a_class_only_the_teacher_reveals() -> None:
    require_may_reveal(RUN, "ada", None)
    require_may_reveal(RUN, "teacher", CLASSROOM)
    with pytest.raises(RunRefused, match="The teacher of the class reveals"):
        require_may_reveal(RUN, "ada", CLASSROOM)
    with pytest.raises(RunRefused, match="Only the visitor"):
        require_may_reveal(RUN, "bob", None)
