from pathlib import Path

import pytest

from cnn.errors import RunRefused
from cnn.runs.recipe import DENSE
from cnn.runs.requests import (
    REQUESTS_FOLDER,
    Action,
    Request,
    asked_elsewhere,
    forget,
    obey,
    requests_in,
)
from cnn.runs.run import Run
from tests.runs.full_disk import read_only_disk


@pytest.fixture
def run(tmp_path: Path) -> Run:
    run = Run("one", "ada", DENSE, seed=1, name="Mine")
    run.elsewhere, run.folder = True, tmp_path
    return run


def test_what_is_asked_is_found_in_its_order_and_seen_at_once(run: Run, tmp_path: Path) -> None:
    assert asked_elsewhere(run, Action.PAUSE, "ada")
    assert asked_elsewhere(run, Action.RENAME, "ada", " Yours ")
    assert asked_elsewhere(run, Action.REVEAL, "teacher")
    assert requests_in(tmp_path) == [
        Request(Action.PAUSE, "ada"),
        Request(Action.RENAME, "ada", " Yours "),
        Request(Action.REVEAL, "teacher"),
    ]
    assert (run.channel.paused, run.name, run.revealed) == (True, "Yours", True)
    asked_elsewhere(run, Action.RESUME, "ada")
    asked_elsewhere(run, Action.PAUSE_AFTER_EPOCHS, "ada", True)
    asked_elsewhere(run, Action.PIN, "ada", True)
    asked_elsewhere(run, Action.PUBLISH, "ada", True)
    assert (run.channel.paused, run.channel.pauses_after_epochs) == (False, True)
    assert run.pinned and run.published
    asked_elsewhere(run, Action.STOP, "ada")
    assert run.channel.stopping


def test_of_a_run_of_this_server_nothing_is_asked(run: Run, tmp_path: Path) -> None:
    run.elsewhere = False
    assert not asked_elsewhere(run, Action.STOP, "ada")
    assert not run.channel.stopping
    assert list(tmp_path.iterdir()) == []


def test_what_has_been_obeyed_is_forgotten_and_what_came_meanwhile_is_not(
    run: Run, tmp_path: Path
) -> None:
    asked_elsewhere(run, Action.PAUSE, "ada")
    done: list[Request] = []
    obeyed = obey(tmp_path, done.append)
    asked_elsewhere(run, Action.RESUME, "ada")
    forget(obeyed)
    assert done == [Request(Action.PAUSE, "ada")]
    assert requests_in(tmp_path) == [Request(Action.RESUME, "ada")]
    forget(obey(tmp_path, done.append))
    assert list(tmp_path.iterdir()) == []


def test_one_that_is_refused_costs_no_other(run: Run, tmp_path: Path) -> None:
    for action in (Action.PAUSE, Action.STOP):
        asked_elsewhere(run, action, "ada")
    done: list[Action] = []

    def do(request: Request) -> None:
        if request.action is Action.PAUSE:
            raise RunRefused("No.")
        done.append(request.action)

    forget(obey(tmp_path, do))
    assert done == [Action.STOP]
    assert requests_in(tmp_path) == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "\\xff",
        '{"action": "stop"}',
        '{"action": "start", "visitor": "ada", "value": null}',
        '{"action": "__init__", "visitor": "ada", "value": null}',
        '{"action": "stop", "visitor": 1, "value": null}',
        '{"action": "stop", "visitor": "ada", "value": true}',
        '{"action": "pin", "visitor": "ada", "value": "yes"}',
        '{"action": "rename", "visitor": "ada", "value": null}',
    ],
)
def test_what_is_no_request_is_logged_and_goes(
    run: Run, tmp_path: Path, text: str, caplog: pytest.LogCaptureFixture
) -> None:
    asked_elsewhere(run, Action.STOP, "ada")
    (tmp_path / REQUESTS_FOLDER / "0.json").write_text(text)
    done: list[Request] = []
    forget(obey(tmp_path, done.append))
    assert done == [Request(Action.STOP, "ada")]
    assert "0.json" in caplog.text
    assert list(tmp_path.iterdir()) == []


def test_a_run_that_has_just_ended_says_so(run: Run, tmp_path: Path) -> None:
    run.folder = tmp_path / "gone"
    with pytest.raises(RunRefused, match="just ended"):
        asked_elsewhere(run, Action.STOP, "ada")
    assert not run.channel.stopping


def test_a_disk_that_takes_nothing_is_told(run: Run, tmp_path: Path) -> None:
    with read_only_disk(tmp_path / "disk") as folder:
        run.folder = folder
        with pytest.raises(RunRefused, match="takes nothing"):
            asked_elsewhere(run, Action.STOP, "ada")
