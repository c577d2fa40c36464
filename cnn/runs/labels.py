"""What may be said of a run while it trains and afterwards: its name, and who sees it."""

from collections.abc import Callable
from dataclasses import replace

from cnn.runs.admission import Admission
from cnn.runs.authority import require_may_reveal, require_owner
from cnn.runs.known_runs import KnownRuns
from cnn.runs.requests import Action, asked_elsewhere
from cnn.runs.retention import Retention
from cnn.runs.run import Run, RunLabel, State
from cnn.runs.run_name import clean_name
from cnn.runs.store import RunStore


class LabeledRuns(KnownRuns):
    def __init__(self, store: RunStore, admission: Admission, retention: Retention) -> None:
        super().__init__()
        self._store = store
        self._admission = admission
        self._retention = retention

    def rename(self, run: Run, visitor: str, name: str) -> None:
        """Gives a run another name, cleaned and shortened; an empty one changes nothing.

        Raises:
            RunRefused: the visitor is not its owner.
            NotStored: the name holds until the server restarts.
            ServerBusy: the same.
        """
        require_owner(run, visitor)
        if not asked_elsewhere(run, Action.RENAME, visitor, name):
            cleaned = clean_name(name)
            self._relabel(run, lambda label: replace(label, name=cleaned or label.name))

    def pin(self, run: Run, visitor: str, wanted: bool) -> None:
        """Whether a run stays when older ones are deleted.

        Raises:
            RunRefused: the visitor is not its owner, or too many are pinned.
            NotStored: this holds until the server restarts.
            ServerBusy: the same.
        """
        require_owner(run, visitor)
        with self._lock:
            if wanted:
                self._retention.require_room_to_pin(run, self._runs.values())
            run.pinned = wanted
        if not asked_elsewhere(run, Action.PIN, visitor, wanted):
            self._relabel(run, lambda label: replace(label, pinned=wanted))

    def publish(self, run: Run, visitor: str, published: bool) -> None:
        """Shows a run to everybody, or no longer.

        Raises:
            RunRefused: the visitor is not its owner.
            NotStored: this holds until the server restarts.
            ServerBusy: the same.
        """
        require_owner(run, visitor)
        if not asked_elsewhere(run, Action.PUBLISH, visitor, published):
            self._relabel(run, lambda label: replace(label, published=published))

    def reveal(self, run: Run, visitor: str) -> None:
        """Shows the test result to everybody who sees the run, from now on.

        Raises:
            RunRefused: the visitor is not its owner, or not its teacher if it has one.
            NotStored: this holds until the server restarts.
            ServerBusy: the same.
        """
        require_may_reveal(run, visitor, self._admission.class_of(run.classroom))
        if not asked_elsewhere(run, Action.REVEAL, visitor):
            self._relabel(run, lambda label: replace(label, revealed=True))

    def _relabel(self, run: Run, change: Callable[[RunLabel], RunLabel]) -> None:
        with self._lock:
            run.take_over(change(run.label()))
            state = run.view().state
            if run.folder is not None and not state.over:
                self._store.relabel(run.folder, run.label())
        if state is State.DONE:
            # Outside of the lock, since another server may be changing a label.
            run.take_over(self._store.change_label(run.id, change))
