"""What is said of runs, on two servers that share them."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from cnn.errors import NotStored, RunRefused
from cnn.runs.run import Run
from tests.runs.test_queue_limits import finish, held
from tests.ui.held_queue import HeldQueue


@pytest.fixture
def here(tmp_path: Path) -> HeldQueue:
    return held(tmp_path)


def on(server: HeldQueue, run: Run) -> Run:
    """The run as another server knows it."""
    server.queue.keep_in_step()
    found = server.queue.get(run.id)
    assert found is not None
    return found


def test_two_servers_change_different_things_and_both_are_kept(
    here: HeldQueue, tmp_path: Path
) -> None:
    run, there = finish(here, "ada"), held(tmp_path)
    same = on(there, run)
    here.queue.rename(run, "ada", "Mine")
    there.queue.publish(same, "ada", True)
    here.queue.pin(run, "ada", True)
    there.queue.reveal(same, "ada")
    assert same.label() == on(here, run).label() == on(held(tmp_path), run).label()
    assert (same.name, same.published, same.pinned, same.revealed) == ("Mine", True, True, True)


def test_changes_at_the_same_moment_are_kept(here: HeldQueue, tmp_path: Path) -> None:
    run, there = finish(here, "ada"), held(tmp_path)
    same = on(there, run)
    for number in range(10):
        name, published = f"Mine {number}", number % 2 == 0
        with ThreadPoolExecutor(2) as pool:
            changes = [
                pool.submit(here.queue.rename, run, "ada", name),
                pool.submit(there.queue.publish, same, "ada", published),
            ]
            assert [change.result() for change in changes] == [None, None]
        label = on(held(tmp_path), run).label()
        assert (label.name, label.published) == (name, published)


def test_a_run_that_another_server_trains_is_relabeled_there(
    here: HeldQueue, tmp_path: Path
) -> None:
    run, there = here.start(owner="ada"), held(tmp_path)
    same = on(there, run)
    there.queue.rename(same, "ada", "Mine")
    there.queue.pin(same, "ada", True)
    there.queue.publish(same, "ada", True)
    there.queue.reveal(same, "ada")
    assert run.name != same.name == "Mine"
    here.queue.keep_in_step()
    assert run.label() == on(there, run).label()
    assert (run.name, run.pinned, run.published, run.revealed) == ("Mine", True, True, True)


def test_what_was_asked_for_while_a_run_ended_is_done(here: HeldQueue, tmp_path: Path) -> None:
    run, there = here.start(owner="ada"), held(tmp_path)
    there.queue.rename(on(there, run), "ada", "Mine")
    here.finish(run)
    assert run.name == on(there, run).name == on(held(tmp_path), run).name == "Mine"
    names = {file.name for file in here.queue.model_path(run).parent.iterdir()}
    assert names == {"best-cnn-model.keras", "label.json", "run.json"}


def test_what_cannot_be_stored_holds_here(here: HeldQueue) -> None:
    run = finish(here, "ada")
    label = here.queue.model_path(run).parent / "label.json"
    label.unlink()
    label.mkdir()
    with pytest.raises(NotStored):
        here.queue.rename(run, "ada", "Mine")
    assert run.name == "Mine"


def test_nobody_else_changes_anything_on_any_server(here: HeldQueue, tmp_path: Path) -> None:
    run, there = here.start(owner="ada"), held(tmp_path)
    same, before = on(there, run), run.label()
    with pytest.raises(RunRefused, match="Only the visitor"):
        there.queue.rename(same, "bob", "Mine")
    here.queue.keep_in_step()
    assert run.label() == same.label() == before
