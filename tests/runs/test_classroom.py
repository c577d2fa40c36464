from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from cnn.errors import ClassRefused
from cnn.runs.classroom import (
    CODE_LENGTH,
    LETTERS,
    LIFETIME,
    LONGEST_NICKNAME,
    MOST_CLASSES,
    MOST_MEMBERS,
    Classrooms,
    read_code,
)
from tests.runs.queues import wait_for


class Clock:
    time = 1_000_000.0

    def __call__(self) -> float:
        return self.time


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def classes(tmp_path: Path, clock: Clock) -> Classrooms:
    return Classrooms(tmp_path / "classes", clock)


def nicknames(classes: Classrooms, code: str) -> list[str]:
    classroom = classes.get(code)
    assert classroom is not None
    return [member.nickname for member in classroom.members]


def test_a_code_has_six_letters_that_cannot_be_misread(classes: Classrooms) -> None:
    codes = {classes.open(f"teacher {number}").code for number in range(MOST_CLASSES)}
    assert len(codes) == MOST_CLASSES
    assert all(len(code) == CODE_LENGTH == 6 for code in codes)
    assert set("".join(codes)) <= set(LETTERS)
    assert not set(LETTERS) & set("0O1IL2Z5S6G8BDQUV")
    with pytest.raises(ClassRefused, match="no room"):
        classes.open("one more")


@pytest.mark.parametrize("typed", ["CFH347", "cfh347", " cfh 347", "CFH-347\n"])
def test_a_code_may_be_typed_in_several_ways(typed: str) -> None:
    assert read_code(typed) == "CFH347"


@pytest.mark.parametrize(
    "typed", ["", "CFH34", "CFH3470", "CFH34O", "../../", "CFH34\N{CYRILLIC CAPITAL LETTER EM}"]
)
def test_what_cannot_be_a_code_is_told(typed: str) -> None:
    with pytest.raises(ClassRefused, match="6 of these letters"):
        read_code(typed)


def test_those_who_join_have_a_nickname_that_is_theirs_alone(classes: Classrooms) -> None:
    code = classes.open("teacher").code
    for number, name in enumerate(["Ada", "ada", " **Ada** ", "", "", "x" * 90]):
        classes.join(code, f"visitor {number}", name)
    assert nicknames(classes, code) == [
        "Ada", "ada 2", "Ada 3", "Guest", "Guest 2", "x" * LONGEST_NICKNAME,
    ]  # fmt: skip


def test_who_joins_again_keeps_the_nickname(classes: Classrooms) -> None:
    code = classes.open("teacher").code
    classes.join(code, "a", "Ada")
    classes.join(code, "a", "Bob")
    classes.join(code, "teacher", "Me")
    assert nicknames(classes, code) == ["Ada"]


def test_everybody_is_in_one_class_at_a_time(classes: Classrooms) -> None:
    first, second = classes.open("teacher"), classes.open("another")
    classes.join(first.code, "a", "Ada")
    assert classes.of("a") == classes.get(first.code)
    leave_it = f"You are in the class {first.code}. Leave it"
    with pytest.raises(ClassRefused, match=leave_it):
        classes.join(second.code, "a")
    with pytest.raises(ClassRefused, match=leave_it):
        classes.open("a")
    with pytest.raises(ClassRefused, match="End it first"):
        classes.open("teacher")
    classes.leave(first.code, "a")
    assert classes.of("a") is None
    classes.join(second.code, "a")


def test_only_its_teacher_steers_a_class(classes: Classrooms) -> None:
    code = classes.open("teacher").code
    classes.join(code, "a", "Ada")
    for steer in (
        lambda visitor: classes.prescribe(code, visitor, "recipe=fast&lock=recipe"),
        lambda visitor: classes.reveal(code, visitor),
        lambda visitor: classes.end(code, visitor),
    ):
        with pytest.raises(ClassRefused, match="Only the teacher"):
            steer("a")
    assert classes.prescribe(code, "teacher", "recipe=fast&lock=recipe").lesson
    assert classes.reveal(code, "teacher").revealed
    classes.end(code, "teacher")
    assert classes.get(code) is None
    assert classes.of("a") is None


def test_a_class_ends_after_a_day(classes: Classrooms, clock: Clock, tmp_path: Path) -> None:
    code = classes.open("teacher").code
    clock.time += LIFETIME - 1
    assert classes.get(code) is not None
    clock.time += 2
    with pytest.raises(ClassRefused, match=f"no class {code}"):
        classes.join(code, "a")
    assert list((tmp_path / "classes").glob("*.json")) == []


def test_a_full_class_says_so(classes: Classrooms) -> None:
    code = classes.open("teacher").code
    for number in range(MOST_MEMBERS):
        classes.join(code, f"visitor {number}")
    with pytest.raises(ClassRefused, match="full"):
        classes.join(code, "one more")


def test_thirty_join_at_once_and_nobody_is_lost(classes: Classrooms) -> None:
    code = classes.open("teacher").code
    with ThreadPoolExecutor(30) as pool:
        list(pool.map(lambda number: classes.join(code, f"visitor {number}", "Ada"), range(30)))
    assert len(set(nicknames(classes, code))) == 30


def test_classes_survive_a_restart(classes: Classrooms, clock: Clock, tmp_path: Path) -> None:
    code = classes.open("teacher").code
    classes.join(code, "a", "Ada")
    classes.prescribe(code, "teacher", "recipe=fast")
    again = Classrooms(tmp_path / "classes", clock)
    assert again.get(code) == classes.get(code)


def test_a_class_that_cannot_be_read_costs_no_other(
    classes: Classrooms, clock: Clock, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    code = classes.open("teacher").code
    (tmp_path / "classes" / "XXXXXX.json").write_text('{"code": "XXXXXX"')
    assert Classrooms(tmp_path / "classes", clock).get(code) is not None
    assert "XXXXXX" in caplog.text


def test_servers_that_share_a_folder_have_the_same_classes(
    classes: Classrooms, clock: Clock, tmp_path: Path
) -> None:
    others = Classrooms(tmp_path / "classes", clock, fresh=0)
    code = classes.open("teacher").code
    others.join(code, "a", "Ada")
    classes.join(code, "b", "Ada")
    assert nicknames(others, code) == nicknames(classes, code) == ["Ada", "Ada 2"]
    with pytest.raises(ClassRefused, match="Leave it"):
        others.open("b")
    others.prescribe(code, "teacher", "recipe=fast")
    assert classes.reveal(code, "teacher").lesson == "recipe=fast"
    classes.end(code, "teacher")
    assert others.get(code) is None
    assert others.of("a") is None


def test_what_another_server_has_done_is_seen_after_a_second(
    classes: Classrooms, clock: Clock, tmp_path: Path
) -> None:
    others = Classrooms(tmp_path / "classes", clock)
    code = classes.open("teacher").code
    assert others.get(code) is None
    wait_for(lambda: others.get(code) is not None, seconds=5)


def test_many_join_at_once_on_two_servers_and_nobody_is_lost(
    classes: Classrooms, clock: Clock, tmp_path: Path
) -> None:
    servers = [classes, Classrooms(tmp_path / "classes", clock)]
    code = classes.open("teacher").code

    def join(number: int) -> None:
        servers[number % 2].join(code, f"visitor {number}", "Ada")

    with ThreadPoolExecutor(MOST_MEMBERS) as pool:
        list(pool.map(join, range(MOST_MEMBERS)))
    with pytest.raises(ClassRefused, match="full"):
        servers[1].join(code, "one more")
    assert len(set(nicknames(servers[1], code))) == MOST_MEMBERS


def test_without_a_folder_classes_are_kept_until_the_server_ends(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "classes").write_text("a file in the way")
    classes = Classrooms(tmp_path / "classes")
    code = classes.open("teacher").code
    classes.join(code, "a", "Ada")
    assert nicknames(classes, code) == ["Ada"]
    assert "restart" in caplog.text
    classes.end(code, "teacher")
