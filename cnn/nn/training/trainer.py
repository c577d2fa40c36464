"""One training run: a job and a channel in, events and a trained model out.

Knows nothing of pages or queues, and nothing of where it runs.
"""

import platform
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import keras
import tensorflow as tf

from cnn.data.dataset import Dataset, DataSource, load_or_generate
from cnn.nn.classifier import Classifier
from cnn.nn.training.callbacks import SendEvents, StopAndPause
from cnn.nn.training.fit import Fit
from cnn.nn.training.precision import training_policy
from cnn.runs.channel import Channel, ThreadChannel
from cnn.runs.events import DataLoaded, Evaluating, Preparing
from cnn.runs.history import EndReason, History
from cnn.runs.recipe import Recipe
from cnn.runs.record import HISTORY_FILE, MODEL_FILE, RECORD_FILE, RunRecord
from cnn.runs.run import TrainingJob

LoadData = Callable[[DataSource | None], Dataset | None]
"""Called again and again until it returns a dataset, so that a waiting run can be stopped."""


def train(
    job: TrainingJob,
    channel: Channel | None = None,
    load_data: LoadData = load_or_generate,
    policy: str | None = None,
    images_per_call: int = 640,
) -> RunRecord | None:
    """Trains until the validation loss stops falling, the epochs are over or the channel says stop.

    Keeps the weights of the epoch with the lowest validation loss and writes them to the job's
    folder as ``best-cnn-model.keras``, with ``history.csv`` and ``run.json`` beside them.
    ``policy`` is the Keras dtype policy to train in; by default the faster one on this machine.
    ``images_per_call`` is about how many images pass between two events; see ``Fit``.
    Returns ``None`` if it was stopped before it had data.

    Raises:
        DatasetUnavailable: the data is not available.
        OSError: the folder cannot be written.
    """
    channel = channel or ThreadChannel()
    channel.send(Preparing())
    data = None
    while data is None and not channel.stopping:
        data = load_data(job.source)
    if data is None:
        return None
    channel.send(DataLoaded(data.source))
    policy = policy or training_policy()
    started = datetime.now(UTC)
    with Fit(job.recipe, data.training, job.seed, policy, images_per_call) as fit:
        history = _fit(fit, job, data, channel)
        model = fit.trained_model()
    channel.send(Evaluating())
    classifier = Classifier(model)
    record = RunRecord(
        recipe=job.recipe.name,
        source=data.source,
        epochs=job.recipe.epochs,
        batch_size=job.recipe.batch_size,
        learning_rate=job.recipe.learning_rate,
        patience=job.recipe.patience,
        seed=job.seed,
        parameters=classifier.parameters,
        history=history,
        validation=classifier.score(data.validation),
        test=classifier.score(data.test),
        seconds=round(history.seconds, 1),
        started=started.isoformat(timespec="seconds"),
        versions={
            "python": platform.python_version(),
            "tensorflow": tf.__version__,
            "keras": keras.__version__,
        },
        precision=policy,
    )
    # Without the optimizer, and in float32: what others load, and what answers.
    model.save(job.folder / MODEL_FILE)
    (job.folder / HISTORY_FILE).write_text(record.history.to_csv())
    (job.folder / RECORD_FILE).write_text(record.to_json())
    return record


def _fit(fit: Fit, job: TrainingJob, data: Dataset, channel: Channel) -> History:
    """Fits with the article's two callbacks; leaves the best weights in the network."""
    job.folder.mkdir(parents=True, exist_ok=True)
    stop_and_pause = StopAndPause(channel)
    events = SendEvents(channel, stop_and_pause)
    fit.run(
        data.validation,
        [
            keras.callbacks.ModelCheckpoint(job.folder / MODEL_FILE, save_best_only=True),
            keras.callbacks.EarlyStopping(patience=job.recipe.patience, restore_best_weights=True),
            stop_and_pause,
            events,
        ],
    )
    return replace(events.history, ended=_end_reason(events.history, job.recipe, channel))


def _end_reason(history: History, recipe: Recipe, channel: Channel) -> EndReason:
    if channel.stopping:
        return EndReason.STOPPED
    assert history.best is not None
    if len(history) - history.best.epoch >= recipe.patience:
        return EndReason.EARLY_STOPPING
    return EndReason.ALL_EPOCHS
