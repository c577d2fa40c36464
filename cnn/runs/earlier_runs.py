"""The runs that a process finds when it starts: finished ones, and those of killed processes."""

from collections.abc import Iterator
from dataclasses import replace

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
        run.take(label)
        yield run


def interrupted_runs(store: RunStore) -> Iterator[Run]:
    for unfinished in store.unfinished():
        identity, label = unfinished.identity, unfinished.label
        view = RunView(state=State.INTERRUPTED)
        if unfinished.checkpoint is not None:
            suspended, recipe = unfinished.checkpoint.suspended, identity.recipe
            batches = -(-recipe.training_images // recipe.batch_size)
            done = len(suspended.history)
            # There is no point yet if it was paused in its first batches.
            newest = next(reversed(suspended.history.trace), None)
            view = replace(
                view,
                epoch=done + 1 if suspended.batch else done,
                batch=suspended.batch or batches,
                batches=batches,
                loss=newest.loss if newest else None,
                accuracy=newest.accuracy if newest else None,
                history=suspended.history,
                source=unfinished.checkpoint.source,
            )
        run = Run(identity.id, label.owner, identity.recipe, identity.seed, label.name, view)
        run.folder = unfinished.folder
        run.take(label)
        if unfinished.checkpoint is not None:
            run.suspended = unfinished.checkpoint.suspended
        yield run
