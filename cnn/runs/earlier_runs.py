"""The runs that a process finds when it starts: finished ones, and those of killed processes."""

from collections.abc import Iterator

from cnn.runs.record import recipe_of
from cnn.runs.run import Run, RunView, State
from cnn.runs.store import RunStore


def finished_runs(store: RunStore) -> Iterator[Run]:
    for finished in store.finished():
        record, label = finished.record, finished.label
        view = RunView(
            state=State.DONE, history=record.history, source=record.source, record=record
        )
        run = Run(finished.id, label.owner, recipe_of(record), record.seed, label.name, view)
        run.take_over(label)
        run.branch = record.branch
        yield run


def interrupted_runs(store: RunStore) -> Iterator[Run]:
    for unfinished in store.unfinished():
        identity, label = unfinished.identity, unfinished.label
        view, checkpoint = RunView(state=State.INTERRUPTED), unfinished.checkpoint
        if checkpoint is not None:
            view = RunView.at(
                checkpoint.suspended, identity.recipe, checkpoint.source, State.INTERRUPTED
            )
        run = Run(identity.id, label.owner, identity.recipe, identity.seed, label.name, view)
        run.folder, run.branch = unfinished.folder, identity.branch
        run.take_over(label)
        run.suspended = checkpoint.suspended if checkpoint is not None else None
        yield run
