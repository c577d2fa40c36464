"""The article's own script, as its readers type it: the baseline of the benchmarks.

python -m tests.benchmarks.article_script SEED

Prints one line of JSON: the seconds and the validation loss of each epoch, the index of the best
epoch, and the test accuracy.
"""

import json
import sys
import time
from typing import Any

import keras
import numpy as np
from sklearn.model_selection import train_test_split

from cnn.data.fashion_mnist import (
    TEST_IMAGES,
    TEST_LABELS,
    TRAINING_IMAGES,
    TRAINING_LABELS,
    find_or_download,
    read_images,
    read_labels,
)


class Clock(keras.callbacks.Callback):
    def __init__(self) -> None:
        super().__init__()
        self.seconds: list[float] = []
        self._began = 0.0

    def on_epoch_begin(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        self._began = time.perf_counter()

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        self.seconds.append(time.perf_counter() - self._began)


def main(seed: int) -> None:
    keras.utils.set_random_seed(seed)
    paths = find_or_download()
    train_input = read_images(paths[TRAINING_IMAGES])
    train_target = read_labels(paths[TRAINING_LABELS])
    train_scaled = train_input.reshape(-1, 28, 28, 1) / 255.0
    train_scaled, val_scaled, train_target, val_target = train_test_split(
        train_scaled, train_target, test_size=0.2, random_state=42
    )
    model = keras.Sequential()
    model.add(keras.Input((28, 28, 1)))
    model.add(keras.layers.Conv2D(32, kernel_size=3, activation="relu", padding="same"))
    model.add(keras.layers.MaxPooling2D(2))
    model.add(keras.layers.Conv2D(64, kernel_size=2, activation="relu", padding="same"))
    model.add(keras.layers.MaxPooling2D(2))
    model.add(keras.layers.Flatten())
    model.add(keras.layers.Dense(100, activation="relu"))
    model.add(keras.layers.Dropout(0.4))
    model.add(keras.layers.Dense(10, activation="softmax"))
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    clock = Clock()
    history = model.fit(
        train_scaled,
        train_target,
        epochs=20,
        validation_data=(val_scaled, val_target),
        callbacks=[keras.callbacks.EarlyStopping(patience=2, restore_best_weights=True), clock],
        verbose=0,
    )
    test_scaled = read_images(paths[TEST_IMAGES]).reshape(-1, 28, 28, 1) / 255.0
    _, accuracy = model.evaluate(test_scaled, read_labels(paths[TEST_LABELS]), verbose=0)
    losses = history.history["val_loss"]
    result = {
        "seconds": clock.seconds,
        "val_loss": losses,
        "best": int(np.argmin(losses)),
        "test_accuracy": float(accuracy),
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main(int(sys.argv[1]))
