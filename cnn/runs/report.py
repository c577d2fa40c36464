"""What a server tells others of a run that it has, as a file in the run's folder."""

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cnn.data.dataset import DataSource
from cnn.runs.channel import Channel, ThreadChannel
from cnn.runs.files import write_whole
from cnn.runs.history import History
from cnn.runs.run import Run, RunView, State

REPORT_FILE = "report.json"

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Report:
    view: RunView
    """Without a record: the run is not over."""
    stopping: bool = False
    paused: bool = False
    pauses_after_epochs: bool = False

    @classmethod
    def of(cls, run: Run) -> "Report":
        channel = run.channel
        return cls(run.view(), channel.stopping, channel.paused, channel.pauses_after_epochs)

    def channel(self) -> Channel:
        """One that says the same."""
        channel = ThreadChannel()
        if self.paused:
            channel.pause()
        if self.stopping:
            channel.stop()
        channel.pause_after_epochs(self.pauses_after_epochs)
        return channel

    def write(self, folder: Path) -> None:
        """
        Raises:
            OSError: it cannot be written.
        """
        # Not ``asdict``, which takes its time to copy the many points of a long history.
        history = dict(vars(self.view.history))
        history["epochs"] = [vars(epoch) for epoch in self.view.history.epochs]
        history["trace"] = [vars(point) for point in self.view.history.trace]
        view = {**vars(self.view), "history": history, "record": None}
        text = json.dumps({**vars(self), "view": view})
        write_whole(folder / REPORT_FILE, text.encode(), durable=False)

    @classmethod
    def read(cls, folder: Path) -> "Report":
        """
        Raises:
            OSError, ValueError, KeyError, TypeError: there is none that can be read.
        """
        fields: dict[str, Any] = json.loads((folder / REPORT_FILE).read_text("utf-8"))
        view = fields.pop("view")
        source = None if view["source"] is None else DataSource(view["source"])
        history = History.from_plain(view["history"])
        view |= {"state": State(view["state"]), "source": source, "history": history}
        return cls(RunView(**view), **fields)


class Reporter:
    """Writes the reports of a server's runs, those that have changed."""

    def __init__(self) -> None:
        self._told: dict[Run, Report] = {}
        self._failing = False

    def tell(self, runs: Mapping[Run, Path]) -> None:
        """``runs``: all those of this server that are not over, with their folders.

        If the disk takes nothing, the log says so once.
        """
        told, self._told = self._told, {}
        for run, folder in runs.items():
            report, before = Report.of(run), told.get(run)
            try:
                if report != before:
                    report.write(folder)
                    self._failing = False
                self._told[run] = report
            except OSError as error:
                if folder.is_dir() and not self._failing:  # it is not over meanwhile
                    log.warning("Other servers do not see run %s: %s", run.id, error)
                    self._failing = True
