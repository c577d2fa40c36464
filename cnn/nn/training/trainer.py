"""One training run: a recipe and images in, events and a trained model out.

Knows nothing of pages or queues. Whoever shows or keeps what happens listens to the
events; whoever steers the run holds its ``Control``.
"""

import platform
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import keras
import numpy as np
import tensorflow as tf

from cnn.data.dataset import Dataset
from cnn.nn import networks
from cnn.nn.classifier import Classifier
from cnn.nn.training.fitting import Fitting, Learned
from cnn.nn.training.precision import training_policy
from cnn.runs.control import Control
from cnn.runs.events import (
    BatchEnded,
    EpochEnded,
    EpochResult,
    Event,
    FinalTest,
    Paused,
    Resumed,
    Started,
)
from cnn.runs.recipe import Recipe
from cnn.runs.record import HISTORY_FILE, MODEL_FILE, RECORD_FILE, RunRecord, Score

Emit = Callable[[Event], None]


def train(
    recipe: Recipe,
    data: Dataset,
    out: Path,
    emit: Emit = lambda event: None,
    control: Control | None = None,
    seed: int = 42,
    policy: str | None = None,
) -> RunRecord:
    """Trains until the validation loss stops falling, the epochs are over or ``control`` stops it.

    Keeps the weights of the epoch with the lowest validation loss and writes them to
    ``out`` as ``best-cnn-model.keras``, with ``history.csv`` and ``run.json`` beside them.
    A stop ends the epoch early; what it has learned by then is validated like an epoch.
    ``policy`` is Keras's name of the precision; the faster one on this machine by default.
    Seeds are Keras's, and so those of the whole process: train one run at a time.
    """
    out.mkdir(parents=True, exist_ok=True)
    control = control or Control()
    keras.utils.set_random_seed(seed)
    rng = np.random.default_rng(seed)
    model = getattr(networks, recipe.architecture)()
    classifier = Classifier(model)
    policy = policy or training_policy()
    fitting = Fitting(model, recipe, data.training, policy)
    emit(Started(recipe.epochs, -(-len(data.training) // recipe.batch_size)))
    started = datetime.now(UTC)
    history: list[EpochResult] = []
    for epoch in range(1, recipe.epochs + 1):
        began = time.monotonic()
        learned, waited = _learn_epoch(fitting, epoch, rng, emit, control)
        fitting.publish()
        validation = classifier.score(data.validation)
        result = EpochResult(
            epoch=epoch,
            loss=learned.loss / learned.images,
            accuracy=learned.correct / learned.images,
            val_loss=validation.loss,
            val_accuracy=validation.accuracy,
            seconds=round(time.monotonic() - began - waited, 2),
        )
        history.append(result)
        best = min(history, key=lambda result: result.val_loss)  # the first of equals
        if best is result:
            best_weights = model.get_weights()
            model.save(out / MODEL_FILE)
        emit(EpochEnded(result, best=best is result))
        if control.stopping:
            ended = "stopped by hand"
            break
        if epoch - best.epoch == recipe.patience:
            ended = "early stopping"
            break
    else:
        ended = "all epochs"
    emit(FinalTest())
    model.set_weights(best_weights)
    record = RunRecord(
        recipe=recipe.name,
        data=data.source,
        epochs=recipe.epochs,
        batch_size=recipe.batch_size,
        learning_rate=recipe.learning_rate,
        precision=policy,
        patience=recipe.patience,
        seed=seed,
        parameters=model.count_params(),
        history=tuple(history),
        best_epoch=best.epoch,
        ended=ended,
        validation=Score(best.val_loss, best.val_accuracy),
        test=classifier.score(data.test),
        seconds=round(sum(epoch.seconds for epoch in history), 1),
        started=started.isoformat(timespec="seconds"),
        versions={
            "python": platform.python_version(),
            "tensorflow": tf.__version__,
            "keras": keras.__version__,
        },
    )
    (out / HISTORY_FILE).write_text(record.history_csv())
    (out / RECORD_FILE).write_text(record.to_json())
    return record


def _learn_epoch(
    fitting: Fitting, epoch: int, rng: np.random.Generator, emit: Emit, control: Control
) -> tuple[Learned, float]:
    """What was learned until the epoch's end or a stop, and the seconds it stood paused."""
    learned, waited, batches = Learned(), 0.0, 0
    for numbers in fitting.calls(rng):
        learned += fitting.learn(numbers, rng.integers(2**31, size=2, dtype=np.int32))
        batches += len(numbers)
        emit(
            BatchEnded(
                epoch, batches, learned.loss / learned.images, learned.correct / learned.images
            )
        )
        if control.paused:
            waited += _pause(emit, control)
        if control.stopping:
            break
    return learned, waited


def _pause(emit: Emit, control: Control) -> float:
    paused = time.monotonic()
    emit(Paused())
    control.wait_while_paused()
    emit(Resumed())
    return time.monotonic() - paused
