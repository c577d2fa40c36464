"""The runs that a process finds when it starts: finished ones, and those of killed processes."""

from collections.abc import Iterator
from pathlib import Path

from cnn.runs.checkpoint import RunIdentity
from cnn.runs.record import recipe_of
from cnn.runs.run import Run, RunLabel, RunView, State
from cnn.runs.store import FinishedRun, RunStore, UnfinishedRun


def finished_runs(store: RunStore) -> Iterator[Run]:
    for finished in store.finished():
        yield finished_run(finished)


def finished_run(finished: FinishedRun) -> Run:
    record, label = finished.record, finished.label
    view = RunView(state=State.DONE, history=record.history, source=record.source, record=record)
    run = Run(finished.id, label.owner, recipe_of(record), record.seed, label.name, view)
    run.take_over(label)
    run.branch = record.branch
    return run


def interrupted_runs(store: RunStore) -> Iterator[Run]:
    for unfinished in store.unfinished():
        run = unfinished_run(unfinished.folder, unfinished.identity, unfinished.label)
        interrupt(run, unfinished)
        yield run


def unfinished_run(folder: Path, identity: RunIdentity, label: RunLabel) -> Run:
    """``folder``: what it trains into."""
    run = Run(identity.id, label.owner, identity.recipe, identity.seed, label.name)
    run.folder, run.branch = folder, identity.branch
    run.take_over(label)
    return run


def interrupt(run: Run, unfinished: UnfinishedRun) -> None:
    """The process that had the run has ended: it is as it was at its last checkpoint."""
    view, checkpoint = RunView(state=State.INTERRUPTED), unfinished.checkpoint
    if checkpoint is not None:
        view = RunView.at(checkpoint.suspended, run.recipe, checkpoint.source, State.INTERRUPTED)
    run.take_over(unfinished.label)
    run.suspended = checkpoint.suspended if checkpoint is not None else None
    run.follow(view)
