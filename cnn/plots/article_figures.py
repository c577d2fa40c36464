"""The figures that the article's code draws, as Matplotlib draws them there."""

from typing import TYPE_CHECKING

import numpy as np

from cnn.plots.figure import as_file, new_figure
from cnn.runs.history import History

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


def garment_png(image: np.ndarray) -> bytes:
    """An image of the dataset, uint8 (28, 28), dark on light."""
    figure, axes = _figure()
    axes.imshow(image, cmap="gray_r")
    return as_file(figure, "png")


def losses_png(history: History) -> bytes:
    """Training and validation loss by epoch, in nats."""
    figure, axes = _figure()
    epochs = [result.epoch for result in history.epochs]
    axes.plot(epochs, [result.loss for result in history.epochs], "o-", label="training")
    axes.plot(epochs, [result.val_loss for result in history.epochs], "o-", label="validation")
    axes.set(xlabel="epoch", ylabel="loss", xticks=epochs)
    axes.legend()
    return as_file(figure, "png")


def probabilities_png(probabilities: np.ndarray) -> bytes:
    """Ten probabilities, float (10,), as bars over classes 1 to 10."""
    figure, axes = _figure()
    axes.bar(range(1, 11), probabilities)
    axes.set(xlabel="class", ylabel="probability", xticks=range(1, 11))
    return as_file(figure, "png")


def _figure() -> "tuple[Figure, Axes]":
    figure = new_figure(4, 3)
    return figure, figure.subplots()
