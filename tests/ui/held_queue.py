"""A run queue whose runs do what a test tells them, without TensorFlow."""

import shutil
from concurrent.futures import Executor, Future
from dataclasses import dataclass, replace
from typing import Any

from cnn import pretrained
from cnn.data.dataset import DataSource
from cnn.runs.events import BatchEnded, DataLoaded, EpochEnded, Preparing, Started
from cnn.runs.history import EpochResult
from cnn.runs.job import Lost, Suspended
from cnn.runs.queue import RunQueue
from cnn.runs.recipe import ARTICLE, Recipe
from cnn.runs.record import MODEL_FILE, RECORD_FILE, RunRecord
from cnn.runs.run import Run
from tests.ui.visiting import VISITOR

BATCHES = 100


class HeldExecutor(Executor):
    """Accepts every call and starts none."""

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        return Future()


@dataclass
class HeldQueue:
    queue: RunQueue

    def start(self, recipe: Recipe = ARTICLE, owner: str = VISITOR, seed: int | None = None) -> Run:
        return self.queue.start(recipe, owner, seed)

    def finish(self, run: Run, record: RunRecord = pretrained.ARTICLE_CNN.record) -> None:
        """Ends a run with this record and the article's trained model."""
        assert run.future is not None and run.folder is not None
        shutil.copyfile(pretrained.ARTICLE_CNN.path, run.folder / MODEL_FILE)
        (run.folder / RECORD_FILE).write_text(record.to_json())
        run.future.set_result(record)

    def suspend(self, run: Run) -> None:
        """The run has been paused for too long."""
        assert run.future is not None
        run.channel.pause()
        view = run.view()
        run.future.set_result(Suspended(view.history, view.batch, seconds=1.0, state=""))

    def lose(self, run: Run, epochs: int) -> None:
        """The worker of the run has died; the checkpoint is that of the last of ``epochs``."""
        assert run.future is not None
        history = replace(run.view().history, epochs=run.view().history.epochs[:epochs])
        reached = Suspended(history, batch=0, seconds=0.0, state="") if epochs else None
        run.future.set_result(Lost(reached))


def begin(run: Run, source: DataSource = DataSource.FASHION_MNIST) -> None:
    """The run gets its data and is about to train its first batch."""
    for event in (Preparing(), DataLoaded(source), Started(run.recipe.epochs, BATCHES)):
        run.on_event(event)


def train_batches(run: Run, epoch: int, batches: int = BATCHES) -> None:
    for batch in range(1, batches + 1):
        run.on_event(BatchEnded(epoch, batch, loss=0.5, accuracy=0.8))


def end_epoch(run: Run, epoch: int, val_loss: float, seconds: float = 30) -> None:
    train_batches(run, epoch)
    result = EpochResult(epoch, 0.5, 0.8, val_loss, 0.85, seconds)
    run.on_event(EpochEnded(result, best=True))
