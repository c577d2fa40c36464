"""What a server sees of another one, without training."""

import shutil
from pathlib import Path

import pytest

from cnn.data.dataset import DataSource
from cnn.errors import RunRefused
from cnn.runs.classroom import Classrooms
from cnn.runs.other_servers import WITHOUT_RESULT
from cnn.runs.requests import Action, asked_elsewhere
from cnn.runs.run import State
from cnn.runs.settings import Settings
from tests.runs.test_labels import on
from tests.runs.test_queue_limits import SCHOOL, finish, held, start
from tests.ui.held_queue import HeldQueue, begin, end_epoch, train_batches


@pytest.fixture
def here(tmp_path: Path) -> HeldQueue:
    return held(tmp_path)


@pytest.fixture
def there(tmp_path: Path) -> HeldQueue:
    return held(tmp_path)


def test_a_run_is_seen_on_the_other_server_as_it_goes(here: HeldQueue, there: HeldQueue) -> None:
    run = here.start(owner="ada")
    same = on(there, run)
    assert same.elsewhere and not run.elsewhere
    assert (same.owner, same.recipe, same.seed, same.name) == (
        run.owner, run.recipe, run.seed, run.name,
    )  # fmt: skip
    begin(run, DataSource.GENERATED)
    end_epoch(run, 1, val_loss=0.5)
    train_batches(run, 2, 40)
    here.queue.keep_in_step()
    assert on(there, run) is same
    assert same.view() == run.view()
    assert same.time_left() is not None
    assert there.queue.folder_of(same) == run.folder
    here.finish(run)
    assert on(there, run) is same
    assert same.view().state is State.DONE
    assert same.view().record == run.view().record
    assert not same.elsewhere
    assert there.queue.folder_of(same) == here.queue.folder_of(run)


def test_each_server_has_a_line_of_its_own(here: HeldQueue, there: HeldQueue) -> None:
    first, second = here.start(owner="ada"), here.start(owner="bob")
    same = on(there, second)
    third = there.start(owner="eve")
    assert there.queue.runs_in_line() == [third]
    assert there.queue.runs_ahead(third) == there.queue.runs_ahead(same) == []
    assert there.queue.training() == []
    assert here.queue.runs_ahead(second) == [first]


def test_a_visitor_has_one_run_on_all_servers_and_all_runs_have_names(
    here: HeldQueue, there: HeldQueue
) -> None:
    run = here.start(owner="ada")
    with pytest.raises(RunRefused, match="in progress"):
        there.start(owner="ada")
    assert there.start(owner="bob").name != run.name
    here.queue.stop(run, "ada")


def test_addresses_are_bounded_on_each_server_and_places_of_a_class_on_all(
    here: HeldQueue, there: HeldQueue, tmp_path: Path
) -> None:
    for number in range(4):
        start(here, f"cookie {number}")
    start(there, "cookie 4", SCHOOL)
    code = Classrooms(tmp_path / "classes").open("teacher").code
    Classrooms(tmp_path / "classes").join(code, "ada")
    here, there = held(tmp_path), held(tmp_path)
    here.start(owner="teacher")
    there.start(owner="ada")
    Classrooms(tmp_path / "classes").leave(code, "ada")
    Classrooms(tmp_path / "classes").join(code, "bob")
    with pytest.raises(RunRefused, match="for each of its members"):
        held(tmp_path).start(owner="bob")


def test_runs_that_another_server_has_finished_or_deleted_come_and_go(
    here: HeldQueue, there: HeldQueue
) -> None:
    there.queue.keep_in_step()
    run = finish(here, "ada")
    assert on(there, run).view().record == run.view().record
    shutil.rmtree(here.queue.model_path(run).parent)
    for server in (here, there):
        server.queue.keep_in_step()
        assert server.queue.runs() == []


def test_what_all_servers_have_finished_is_kept_within_one_bound(tmp_path: Path) -> None:
    here, there = (held(tmp_path, Settings(kept_runs=2)) for _ in range(2))
    runs = []
    for server in (here, there, here):
        runs.append(finish(server, "ada"))
        for each in (here, there):
            each.queue.keep_in_step()
    for server in (here, there):
        assert [run.id for run in server.queue.runs()] == [runs[2].id, runs[1].id]


def test_a_run_that_is_pinned_elsewhere_is_not_deleted(tmp_path: Path) -> None:
    here, there = (held(tmp_path, Settings(kept_runs=2)) for _ in range(2))
    runs = [finish(here, "ada"), finish(here, "ada")]
    there.queue.pin(on(there, runs[0]), "ada", True)
    finish(here, "ada")  # before it has looked again
    assert here.queue.model_path(runs[0]).is_file()
    assert not here.queue.model_path(runs[1]).is_file()


def test_a_run_that_leaves_nothing_is_over_everywhere(here: HeldQueue, there: HeldQueue) -> None:
    fails, waits = here.start(owner="bob"), here.start(owner="ada")
    begin(fails)
    train_batches(fails, 1, 10)
    here.queue.keep_in_step()
    same, broken = on(there, waits), on(there, fails)
    assert fails.future is not None
    here.queue.stop(waits, "ada")
    fails.future.set_exception(ZeroDivisionError())
    there.queue.keep_in_step()
    assert same.view().state is State.CANCELLED
    assert (broken.view().state, broken.view().error) == (State.FAILED, WITHOUT_RESULT)
    assert not (same.elsewhere or broken.elsewhere)
    there.start(owner="bob")


def test_a_folder_that_is_away_for_a_while_costs_nothing(
    here: HeldQueue, there: HeldQueue, tmp_path: Path
) -> None:
    done, run = finish(here, "bob"), here.start(owner="ada")
    on(there, run)
    away = (tmp_path / "runs").rename(tmp_path / "away")
    there.queue.keep_in_step()
    assert {each.id for each in there.queue.runs()} == {run.id, done.id}
    away.rename(tmp_path / "runs")
    assert on(there, run).view().state is State.QUEUED


def test_a_run_that_cannot_be_read_costs_no_other(
    here: HeldQueue, there: HeldQueue, tmp_path: Path
) -> None:
    for name in ("broken", ".unfinished-broken"):
        (tmp_path / "runs" / name).mkdir(parents=True)
        (tmp_path / "runs" / name / "run.json").write_text("{}")
        (tmp_path / "runs" / name / "job.json").write_text("{}")
    run = here.start(owner="ada")
    for _ in range(2):
        assert on(there, run).elsewhere
        assert there.queue.unreadable == 2
    shutil.rmtree(tmp_path / "runs" / "broken")
    there.queue.keep_in_step()
    assert there.queue.unreadable == 1


def test_whoever_has_a_run_checks_again_who_asks(here: HeldQueue, there: HeldQueue) -> None:
    run = here.start(owner="ada")
    same = on(there, run)
    for action in (Action.STOP, Action.PAUSE, Action.REVEAL):
        assert asked_elsewhere(same, action, "mallory")
    here.queue.keep_in_step()
    assert not (run.channel.stopping or run.channel.paused or run.revealed)
    # What was refused is not shown any longer.
    assert not (on(there, run).channel.stopping or same.channel.paused or same.revealed)


def test_a_teacher_skips_a_run_that_waits_on_another_server(
    here: HeldQueue, there: HeldQueue, tmp_path: Path
) -> None:
    code = Classrooms(tmp_path / "classes").open("teacher").code
    Classrooms(tmp_path / "classes").join(code, "ada")
    here, there = held(tmp_path), held(tmp_path)
    here.start(owner="somebody else")
    run = here.start(owner="ada")
    there.queue.stop(on(there, run), "teacher")
    here.queue.keep_in_step()
    assert run.view().state is State.CANCELLED


def test_requests_are_seen_until_they_are_obeyed(here: HeldQueue, there: HeldQueue) -> None:
    run = here.start(owner="ada")
    begin(run)
    here.queue.keep_in_step()
    same = on(there, run)
    there.queue.pause_after_epochs(same, "ada", True)
    train_batches(run, 1, 10)
    assert run.folder is not None
    here.queue._reporter.tell({run: run.folder})
    assert on(there, run).channel.pauses_after_epochs
    here.queue.keep_in_step()
    assert run.channel.pauses_after_epochs
    assert on(there, run).channel.pauses_after_epochs
