"""The runs of other servers that share the folder of runs, as far as they tell."""

import contextlib
import threading
from collections.abc import Callable
from pathlib import Path

from cnn.runs.earlier_runs import finished_run, interrupt, unfinished_run
from cnn.runs.folder_watch import FolderWatch, Stamp, stamp_of
from cnn.runs.known_runs import KnownRuns
from cnn.runs.label_file import LABEL_FILE, read_label
from cnn.runs.report import Report
from cnn.runs.requests import expect, requests_in
from cnn.runs.retention import Retention
from cnn.runs.run import Run, State
from cnn.runs.store import UNREADABLE, Listing, RunStore

WITHOUT_RESULT = (
    "This run ended on another server, which has kept nothing of it. Start the run again."
)


class OtherServers:
    """Keeps the runs that a process knows in step with the folder.

    Safe to use from several threads.

    As long as nothing has changed, a look opens the folder, and that of each run elsewhere.
    """

    def __init__(
        self,
        store: RunStore,
        known: KnownRuns,
        retention: Retention,
        on_takeover: Callable[[Run], None],
    ) -> None:
        """``on_takeover`` is called with a run whose server has ended, and which is interrupted: it
        is this server's from now on."""
        self._store = store
        self._known = known
        self._retention = retention
        self._on_takeover = on_takeover
        self._looking = threading.Lock()
        self._watch = FolderWatch(store.folder)
        self._elsewhere: dict[Path, tuple[Run, FolderWatch]] = {}
        self._labels: dict[str, Stamp | None] = {}

    def look(self) -> None:
        """Takes over what has changed since the last look; nothing if the folder is away."""
        with self._looking, contextlib.suppress(OSError):
            # Listed later, or else one that ends meanwhile would seem to have been deleted.
            finished = [run for run in self._known.runs() if run.view().state is State.DONE]
            if self._watch.changed():
                self._compare(finished, self._store.listing())
            for scratch in list(self._elsewhere):
                self._follow(scratch)

    def _compare(self, finished: list[Run], listing: Listing) -> None:
        for scratch in self._elsewhere.keys() - listing.unfinished:
            self._end(scratch)
        for run in finished:
            if run.id in listing.finished or self._store.model_path(run.id).exists():
                self._relabel(run)
            else:
                self._drop(run)
        for id in listing.finished:
            if self._known.get(id) is None:
                self._find_finished(id)
        for scratch in listing.unfinished - self._elsewhere.keys():
            self._find(scratch)

    def _find(self, scratch: Path) -> None:
        found = self._store.look_at(scratch)
        if found is None:
            return
        run = unfinished_run(scratch, *found)
        run.elsewhere = True
        if self._known.add(run):
            self._elsewhere[scratch] = run, FolderWatch(scratch)

    def _find_finished(self, id: str) -> None:
        finished = self._store.finished_run(id)
        if finished is not None:
            run = finished_run(finished)
            if self._known.add(run):
                self._retention.add(run)

    def _follow(self, scratch: Path) -> None:
        run, watch = self._elsewhere[scratch]
        try:
            changed = watch.changed()
        except OSError:  # it has just ended: the next listing says how
            return
        if changed:
            # Before the report: what is not asked for any more is in it.
            requests = requests_in(scratch)
            with contextlib.suppress(*UNREADABLE):  # not told yet, or not any more
                report = Report.read(scratch)
                run.follow(report.view)
                run.channel = report.channel()
            with contextlib.suppress(*UNREADABLE):
                run.take_over(read_label(scratch))
            for request in requests:
                expect(run, request)
        elif (unfinished := self._store.take(scratch)) is not None:
            del self._elsewhere[scratch]
            interrupt(run, unfinished)
            run.elsewhere = False
            self._on_takeover(run)

    def _end(self, scratch: Path) -> None:
        run, _ = self._elsewhere.pop(scratch)
        finished = self._store.finished_run(run.id) if self._is_finished(run) else None
        if finished is not None:
            run.take_over(finished.label)
            record = finished.record
            run.change(
                state=State.DONE, history=record.history, source=record.source, record=record
            )
        elif run.view().epoch:
            run.change(state=State.FAILED, error=WITHOUT_RESULT)
        else:
            run.change(state=State.CANCELLED)
        run.elsewhere, run.folder = False, None
        self._retention.add(run)

    def _is_finished(self, run: Run) -> bool:
        return self._store.model_path(run.id).exists()

    def _relabel(self, run: Run) -> None:
        stamp = stamp_of(self._store.folder / run.id / LABEL_FILE)
        if stamp != self._labels.get(run.id):
            self._labels[run.id] = stamp
            with contextlib.suppress(*UNREADABLE):
                run.take_over(self._store.label(run.id))

    def _drop(self, run: Run) -> None:
        self._labels.pop(run.id, None)
        self._known.forget(run)
        self._retention.forget(run)
