import numpy as np
import pytest

from cnn.plots.article_figures import garment_png, losses_png, probabilities_png
from cnn.runs.history import History
from tests.plots.histories import OVERFITTING
from tests.plots.pngs import BLUE, ORANGE, colors, opened


def test_a_garment_is_drawn_dark_on_light() -> None:
    image = np.zeros((28, 28), np.uint8)
    image[10:20, 10:20] = 255
    png = garment_png(image)
    pixels = np.asarray(opened(png).convert("L"))
    height, width = pixels.shape
    assert pixels[height // 2, width // 2] < 10
    assert {(0, 0, 0), (255, 255, 255)} <= colors(png)


def test_the_probabilities_are_bars() -> None:
    nothing, certain = np.zeros(10), np.eye(10)[8]
    assert BLUE not in colors(probabilities_png(nothing))
    assert BLUE in colors(probabilities_png(certain))


@pytest.mark.parametrize("history", [OVERFITTING, History(OVERFITTING.epochs[:1])])
def test_both_losses_are_seen_even_of_one_epoch(history: History) -> None:
    assert {BLUE, ORANGE} <= colors(losses_png(history))
