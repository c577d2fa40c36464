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
import tensorflow as tf

from cnn import augmentation, models
from cnn.control import Control
from cnn.dataset import Dataset, Garments
from cnn.events import (
    BatchEnded,
    EpochEnded,
    EpochResult,
    Event,
    FinalTest,
    Paused,
    Resumed,
    Started,
)
from cnn.recipes import Recipe
from cnn.record import HISTORY_FILE, MODEL_FILE, RECORD_FILE, RunRecord, Score

EVALUATION_BATCH = 500
"""Images a step where nothing is learned: only memory limits it."""


def train(
    recipe: Recipe,
    data: Dataset,
    out: Path,
    emit: Callable[[Event], None] = lambda event: None,
    control: Control | None = None,
    seed: int = 42,
) -> RunRecord:
    """Trains until the validation loss stops falling, the epochs are over or ``control`` stops it.

    Keeps the weights of the epoch with the lowest validation loss and writes them to
    ``out`` as ``best-cnn-model.keras``, with ``history.csv`` and ``run.json`` beside them.
    A stop ends the epoch early; what it has learned by then is validated like an epoch.
    Seeds are Keras's, and so those of the whole process: train one run at a time.
    """
    out.mkdir(parents=True, exist_ok=True)
    control = control or Control()
    keras.utils.set_random_seed(seed)
    model = getattr(models, recipe.architecture)()
    batches = -(-len(data.training) // recipe.batch_size)
    model.compile(
        optimizer=keras.optimizers.Adam(_step_size(recipe, batches)),
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    emit(Started(recipe.epochs, batches))
    started = datetime.now(UTC)
    reporter = _Reporter(emit, control)
    early_stopping = keras.callbacks.EarlyStopping(
        patience=recipe.patience, restore_best_weights=True
    )
    model.fit(
        training_batches(data.training, recipe, seed),
        validation_data=evaluation_batches(data.validation),
        epochs=recipe.epochs,
        shuffle=False,  # the batches come shuffled
        verbose=0,
        callbacks=[
            keras.callbacks.ModelCheckpoint(out / MODEL_FILE, save_best_only=True),
            early_stopping,
            reporter,
        ],
    )
    ended = _how_it_ended(control, early_stopping)  # a stop from here on changes nothing
    emit(FinalTest())
    test = score(model, data.test)
    best = reporter.best
    record = RunRecord(
        recipe=recipe.name,
        data=data.source,
        epochs=recipe.epochs,
        batch_size=recipe.batch_size,
        learning_rate=recipe.learning_rate,
        patience=recipe.patience,
        seed=seed,
        parameters=model.count_params(),
        history=tuple(reporter.history),
        best_epoch=best.epoch,
        ended=ended,
        validation=Score(best.val_loss, best.val_accuracy),
        test=test,
        seconds=round(sum(epoch.seconds for epoch in reporter.history), 1),
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


def training_batches(garments: Garments, recipe: Recipe, seed: int) -> tf.data.Dataset:
    """Shuffled anew each epoch: float32 images (b, 28, 28, 1) in 0..1, uint8 labels (b,)."""
    images, labels = tf.constant(garments.images), tf.constant(garments.labels)
    # Shuffling numbers and gathering whole batches is faster than shuffling images, and
    # the images stay uint8, an eighth of the article's float64, until they are in the batch.
    order = tf.data.Dataset.range(len(garments)).shuffle(len(garments), seed=seed)
    batches = order.batch(recipe.batch_size)
    if recipe.augmentation is None:
        varied = batches.map(
            lambda batch: (_to_input(tf.gather(images, batch)), tf.gather(labels, batch))
        )
    else:
        vary = getattr(augmentation, recipe.augmentation)
        shapes = tf.constant(augmentation.silhouettes(garments.images))
        dice = tf.data.Dataset.random(seed, rerandomize_each_iteration=True).batch(2)
        varied = tf.data.Dataset.zip(batches, dice).map(
            lambda batch, dice: (
                vary(
                    *(_to_input(tf.gather(source, batch)) for source in (images, shapes)),
                    tf.gather(labels, batch),
                    dice,
                ),
                tf.gather(labels, batch),
            ),
            num_parallel_calls=tf.data.AUTOTUNE,
        )
    return varied.prefetch(tf.data.AUTOTUNE)


def evaluation_batches(garments: Garments) -> tf.data.Dataset:
    """In order; shapes and ranges as in ``training_batches``."""
    return (
        tf.data.Dataset.from_tensor_slices((garments.images, garments.labels))
        .batch(EVALUATION_BATCH)
        .map(lambda images, labels: (_to_input(images), labels))
        .prefetch(tf.data.AUTOTUNE)
    )


def score(model: keras.Model, garments: Garments) -> Score:
    loss, accuracy = model.evaluate(evaluation_batches(garments), verbose=0)
    return Score(loss, accuracy)


def _to_input(images: tf.Tensor) -> tf.Tensor:
    return tf.cast(images, tf.float32)[..., tf.newaxis] / 255.0


def _step_size(
    recipe: Recipe, batches: int
) -> float | keras.optimizers.schedules.LearningRateSchedule:
    if not recipe.one_cycle:
        return recipe.learning_rate
    steps = recipe.epochs * batches
    return keras.optimizers.schedules.CosineDecay(
        initial_learning_rate=recipe.learning_rate / 25,
        warmup_target=recipe.learning_rate,
        warmup_steps=steps // 4,
        decay_steps=steps - steps // 4,
    )


def _how_it_ended(control: Control, early_stopping: keras.callbacks.EarlyStopping) -> str:
    if control.stopping:
        return "stopped by hand"
    return "early stopping" if early_stopping.stopped_epoch else "all epochs"


class _Reporter(keras.callbacks.Callback):
    """Turns what Keras calls back into events, and obeys the control between batches."""

    def __init__(self, emit: Callable[[Event], None], control: Control) -> None:
        super().__init__()
        self.emit = emit
        self.control = control
        self.history: list[EpochResult] = []
        self.epoch = 0

    @property
    def best(self) -> EpochResult:
        # The first of equals, as EarlyStopping has it.
        return min(self.history, key=lambda result: result.val_loss)

    def on_epoch_begin(self, epoch: int, logs: dict | None = None) -> None:
        self.epoch = epoch + 1
        self.began = time.monotonic()

    def on_train_batch_end(self, batch: int, logs: dict) -> None:
        loss, accuracy = float(logs["loss"]), float(logs["accuracy"])
        self.emit(BatchEnded(self.epoch, batch + 1, loss, accuracy))
        if self.control.paused:
            self._pause()
        if self.control.stopping:
            self.model.stop_training = True

    def on_epoch_end(self, epoch: int, logs: dict) -> None:
        result = EpochResult(
            epoch=self.epoch,
            loss=logs["loss"],
            accuracy=logs["accuracy"],
            val_loss=logs["val_loss"],
            val_accuracy=logs["val_accuracy"],
            seconds=round(time.monotonic() - self.began, 2),
        )
        self.history.append(result)
        self.emit(EpochEnded(result, best=self.best is result))
        if self.control.stopping:  # asked for while validating
            self.model.stop_training = True

    def _pause(self) -> None:
        paused = time.monotonic()
        self.emit(Paused())
        self.control.wait_while_paused()
        self.began += time.monotonic() - paused
        self.emit(Resumed())
