import json
from dataclasses import replace
from pathlib import Path

import pytest

from cnn.data.dataset import DataSource
from cnn.runs.events import BatchEnded, DataLoaded, EpochEnded, Started
from cnn.runs.history import EpochResult
from cnn.runs.recipe import DENSE
from cnn.runs.report import REPORT_FILE, Report, Reporter
from cnn.runs.run import Run, RunView, State
from tests.runs.full_disk import read_only_disk

RESULT = EpochResult(1, loss=0.6, accuracy=0.7, val_loss=0.5, val_accuracy=0.8, seconds=10)


@pytest.fixture
def run() -> Run:
    run = Run("one", "ada", replace(DENSE, epochs=4), seed=1, name="Mine")
    for event in (
        DataLoaded(DataSource.GENERATED),
        Started(4, batches=100),
        BatchEnded(1, 100, 0.6, 0.7),
        EpochEnded(RESULT, best=True),
        BatchEnded(2, 50, 0.5, 0.75),
    ):
        run.on_event(event)
    return run


def test_a_run_is_read_as_it_was_told(run: Run, tmp_path: Path) -> None:
    run.channel.pause()
    run.channel.pause_after_epochs(True)
    Report.of(run).write(tmp_path)
    report = Report.read(tmp_path)
    assert report.view == run.view()
    assert report.view.history.epochs == (RESULT,)
    assert (report.stopping, report.paused, report.pauses_after_epochs) == (False, True, True)


def test_a_run_that_waits_is_told_as_well(tmp_path: Path) -> None:
    Report.of(Run("one", "ada", DENSE, seed=1, name="Mine")).write(tmp_path)
    assert Report.read(tmp_path).view == RunView()


@pytest.mark.parametrize("paused", [True, False])
@pytest.mark.parametrize("stopping", [True, False])
def test_what_a_run_has_been_told_to_do_is_seen(paused: bool, stopping: bool) -> None:
    channel = Report(RunView(), stopping, paused and not stopping, paused).channel()
    assert channel.stopping == stopping
    assert channel.paused == (paused and not stopping)
    assert channel.pauses_after_epochs == paused


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"view": {}}', '{"view": {"state": "unknown"}}'])
def test_a_damaged_report_is_an_error(tmp_path: Path, text: str) -> None:
    (tmp_path / REPORT_FILE).write_text(text)
    with pytest.raises((ValueError, KeyError, TypeError)):
        Report.read(tmp_path)


def test_only_what_has_changed_is_written(run: Run, tmp_path: Path) -> None:
    reporter, file = Reporter(), tmp_path / REPORT_FILE
    reporter.tell({run: tmp_path})
    file.write_text("untouched")
    reporter.tell({run: tmp_path})
    assert file.read_text() == "untouched"
    run.channel.stop()
    reporter.tell({run: tmp_path})
    assert json.loads(file.read_text())["stopping"]


def test_a_disk_that_takes_nothing_is_logged_once(
    run: Run, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with read_only_disk(tmp_path / "disk") as folder:
        reporter = Reporter()
        for state in (State.PAUSED, State.RUNNING):
            run.change(state=state)
            reporter.tell({run: folder})
    assert len(caplog.records) == 1


def test_a_run_that_is_over_meanwhile_is_no_fault(
    run: Run, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    Reporter().tell({run: tmp_path / "renamed"})
    assert caplog.records == []
