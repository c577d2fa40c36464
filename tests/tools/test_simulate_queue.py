import pytest
from click.testing import CliRunner

from tests.conftest import ROOT
from tools.simulate_queue import main


def rows(*options: str, lessons: int = 2) -> list[list[str]]:
    """The cells of the table, without its header."""
    ran = CliRunner().invoke(main, [*options, "--lessons", f"{lessons}"])
    assert ran.exit_code == 0, ran.output
    return [line.strip("| ").split(" | ") for line in ran.output.splitlines()[2:]]


def test_more_workers_wait_less() -> None:
    table = rows("--workers", "1", "--workers", "2", "--workers", "30", "--second", "0")
    assert [row[0] for row in table] == ["1", "2", "30"]
    longest = [row[3] for row in table]
    assert longest == sorted(longest, reverse=True)
    assert longest[-1] == "0:00"


def test_a_seed_gives_the_same_table_again() -> None:
    assert rows("--seed", "3") == rows("--seed", "3") != rows("--seed", "4")


def test_a_slower_recipe_keeps_pupils_waiting() -> None:
    [fast] = rows("--workers", "1")
    [slow] = rows("--workers", "1", "--recipe", "article:5-9:6.2")
    assert fast[4] == "0%"
    assert slow[4] != "0%"


def test_a_school_with_too_many_classes_is_refused_places() -> None:
    crowded = ("--workers", "1", "--classes", "4", "--spread", "1")
    [one_school], [schools] = rows(*crowded), rows(*crowded, "--schools", "4", "--servers", "2")
    assert one_school[5] != "0%"
    assert schools[5] == "0%"


@pytest.mark.parametrize(
    ("recipe", "reason"),
    [
        ("slow:4:5", "has to be a recipe"),
        ("fast:4", "such as fast:4:4.65"),
        ("fast:0:5", "there have to be epochs"),
        ("fast:5-4:5", "the fewest before the most"),
    ],
)
def test_a_recipe_that_cannot_be_used_is_a_sentence(recipe: str, reason: str) -> None:
    ran = CliRunner().invoke(main, ["--recipe", recipe])
    assert ran.exit_code == 2
    assert reason in ran.output


def test_the_document_has_what_the_simulation_prints() -> None:
    document = (ROOT / "docs" / "scaling.md").read_text()
    workers = [part for number in (1, 2, 4, 8) for part in ("--workers", f"{number}")]
    article = ("--recipe", "article:5-9:6.2")
    for fast, slow in zip(
        rows(*workers, lessons=20), rows(*workers, *article, lessons=20), strict=True
    ):
        assert f"| {' | '.join([fast[0], *fast[2:4], *slow[2:5]])} |" in document
