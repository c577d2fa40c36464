"""One training run: a job and a channel in, events and a trained model out.

Knows nothing of pages or queues, and nothing of where it runs.
"""

import platform
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import keras
import tensorflow as tf

from cnn.data.dataset import Dataset, DataSource, Garments, load_or_generate
from cnn.nn.classifier import Classifier
from cnn.nn.training.callbacks import (
    BEGINNING,
    BestWeights,
    Checkpoints,
    EarlyStopping,
    SaveCheckpoints,
    SendEvents,
    StopAndPause,
    save_model,
)
from cnn.nn.training.fit import Fit
from cnn.nn.training.precision import training_policy
from cnn.nn.training.recording import Recording
from cnn.runs.channel import Channel, ThreadChannel
from cnn.runs.checkpoint import BEST_FILE, Checkpoint, write_checkpoint
from cnn.runs.events import DataLoaded, Evaluating, Preparing
from cnn.runs.files import write_whole
from cnn.runs.history import EndReason, History
from cnn.runs.job import Suspended, TrainingJob
from cnn.runs.moment_file import Place
from cnn.runs.recipe import Recipe
from cnn.runs.record import HISTORY_FILE, MODEL_FILE, RECORD_FILE, RunRecord
from cnn.runs.timeline import Timeline

LoadData = Callable[[DataSource | None], Dataset | None]
"""Called again and again until it returns a dataset, so that a waiting run can be stopped."""


def train(
    job: TrainingJob,
    channel: Channel | None = None,
    load_data: LoadData = load_or_generate,
    policy: str | None = None,
    images_per_call: int = 640,
) -> RunRecord | Suspended | None:
    """Trains until the validation loss stops falling, the epochs are over or the channel says stop.

    Keeps the weights of the epoch with the lowest validation loss and writes them to the job's
    folder as ``best-cnn-model.keras``, with ``history.csv`` and ``run.json`` beside them. Until
    then, the folder has a checkpoint of each epoch (see ``cnn.runs.checkpoint``).
    ``policy`` is the Keras dtype policy to train in; by default the faster one on this machine.
    ``images_per_call`` is about how many images pass between two events; see ``Fit``.
    Returns ``None`` if it was stopped before it had data. If a pause lasts too long, it returns
    how far it has come: a job with that value and the same folder goes on as if there had been no
    pause.

    Raises:
        DatasetUnavailable: the data is not available.
        UnusableModel: the job's weights are not those of the recipe's network.
        OSError: the folder cannot be written.
    """
    channel = channel or ThreadChannel()
    channel.send(Preparing())
    data = None
    while data is None and (job.has_begun or not channel.stopping):
        data = load_data(job.source)
    if data is None:
        return None
    channel.send(DataLoaded(data.source))
    job = replace(job, source=data.source)
    policy = policy or training_policy()
    started = datetime.now(UTC)
    training = data.training.first(job.recipe.training_images)
    with Fit(job.recipe, training, job.seed, policy, images_per_call) as fit:
        history = _fit(fit, job, data.validation, channel)
        if isinstance(history, Suspended):
            return history
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
        training_images=len(training),
        optimizer=job.recipe.optimizer,
        network=job.recipe.network,
        branch=job.branch,
        weights=job.weights.name if job.weights else None,
    )
    # Without the optimizer, and in float32: what others load, and what answers.
    save_model(model, job.folder / MODEL_FILE)
    write_whole(job.folder / HISTORY_FILE, record.history.to_csv().encode())
    write_whole(job.folder / RECORD_FILE, record.to_json().encode())
    return record


def _fit(fit: Fit, job: TrainingJob, validation: Garments, channel: Channel) -> History | Suspended:
    """Fits with the article's two callbacks; leaves the best weights in the network."""
    job.folder.mkdir(parents=True, exist_ok=True)
    begin = _begin(fit, job)

    def write() -> Suspended:
        reached = events.suspended()
        assert job.source is not None, "it has its data"
        best.write()
        fit.save(job.folder / reached.state)
        write_checkpoint(job.folder, Checkpoint(reached, job.source))
        return reached

    first_epoch = len(begin.history)
    save = Checkpoints(channel, write).save
    pauses = StopAndPause(channel, save, first_epoch)
    events = SendEvents(channel, pauses, job.recipe.epochs, fit.steps, begin)
    best = BestWeights(job.folder / BEST_FILE, events, pauses)
    recording = _recording(fit, job, begin, events, pauses)
    callbacks = [best, events, *recording, pauses, SaveCheckpoints(save, pauses)]
    if begin.batch:
        go_on = keras.callbacks.LambdaCallback(
            on_epoch_begin=lambda epoch, logs: fit.restore_metrics(job.folder / begin.state)
        )
        fit.run(validation, [go_on, *callbacks], first_epoch, first_epoch + 1, begin.batch)
        first_epoch += 1
    has_own = len(events.history) > events.history.inherited
    over = has_own and _end_reason(events.history, job.recipe, channel)
    if not (pauses.left or over):
        patience = job.recipe.patience or job.recipe.epochs
        early_stopping = EarlyStopping(patience, events, pauses)
        fit.run(validation, [early_stopping, *callbacks], first_epoch)
    if pauses.suspended:
        return pauses.suspended
    Timeline(job.folder).end()
    best.restore(fit.network)
    return replace(events.history, ended=_end_reason(events.history, job.recipe, channel))


def _begin(fit: Fit, job: TrainingJob) -> Suspended:
    """Where training begins; the network is as it was there."""
    begin = job.suspended or BEGINNING
    if job.suspended and not job.has_begun:
        assert job.branch is not None
        fit.branch_off(job.folder / begin.state, job.branch)
        return replace(begin, batch=fit.nearest_batch(job.branch.epochs % 1))
    if job.suspended:
        fit.restore(job.folder / begin.state)
    elif job.weights:
        fit.begin_with(job.weights)
    return begin


def _recording(
    fit: Fit, job: TrainingJob, begin: Suspended, events: SendEvents, pauses: StopAndPause
) -> list[keras.callbacks.Callback]:
    """What records the timeline, if there is to be one."""
    if not job.recorded:
        return []
    branched = job.branch.epochs if job.branch else 0.0
    timeline = Timeline(job.folder, branched)
    reached = Place(len(begin.history), begin.batch, fit.steps).epochs
    timeline.go_on_from(reached if job.has_begun else branched)
    return [Recording(fit, timeline, events, pauses, round((reached - branched) * fit.steps))]


def _end_reason(history: History, recipe: Recipe, channel: Channel) -> EndReason | None:
    """``None``: there is more to train."""
    last = history.last
    if last is None:
        return None
    if last.completed < 1:
        return EndReason.STOPPED
    if recipe.patience and history.epochs_without_improvement >= recipe.patience:
        return EndReason.EARLY_STOPPING
    if len(history) == recipe.epochs:
        return EndReason.ALL_EPOCHS
    return EndReason.STOPPED if channel.stopping else None
