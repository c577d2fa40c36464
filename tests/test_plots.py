import io

import numpy as np
import pytest
from PIL import Image

from cnn import plots, pretrained
from cnn.runs.run import TracePoint

HISTORY = pretrained.ARTICLE_CNN.record.history


def opened(png: bytes) -> Image.Image:
    return Image.open(io.BytesIO(png))


def test_a_garment_is_drawn_dark_on_white_with_sharp_pixels() -> None:
    image = np.zeros((28, 28), np.uint8)
    image[0, 1] = 255
    picture = np.asarray(opened(plots.garment_png(image, pixel=4)))
    assert picture.shape == (112, 112)
    assert (picture[:4, 4:8] == 0).all()
    assert (picture[:4, :4] == 255).all()


def test_floats_and_bytes_are_drawn_alike() -> None:
    image = np.arange(784).reshape(28, 28) % 256
    as_floats = plots.garment_png((image / 255).astype(np.float32), pixel=2)
    assert plots.garment_png(image.astype(np.uint8), pixel=2) == as_floats


@pytest.mark.parametrize(
    ("share", "words"), [(0, "0"), (0.004, "<1"), (0.5, "50"), (0.994, "99"), (1, ">99")]
)
def test_percentages_never_claim_a_certainty_that_is_none(share: float, words: str) -> None:
    assert plots.percent(share) == f"{words}\N{NO-BREAK SPACE}%"


def test_a_learning_curve_marks_the_best_epoch() -> None:
    chart = plots.learning_curve("loss", HISTORY)
    best = min(HISTORY, key=lambda epoch: epoch.val_loss)
    marked = [row for row in chart.rows if row["series"] == "Best"]
    assert marked == [{"series": "Best", "epoch": best.epoch, "value": round(best.val_loss, 4)}]
    assert f"best in epoch {best.epoch}" in chart.alt


def test_accuracies_are_in_percent() -> None:
    chart = plots.learning_curve("accuracy", HISTORY)
    assert all(50 < row["value"] <= 100 for row in chart.rows)


def test_a_live_curve_has_its_axis_to_the_end_of_the_epoch() -> None:
    chart = plots.learning_curve("loss", (), [TracePoint(1.25, 0.9, 0.6)])
    assert chart.spec["encoding"]["x"]["scale"]["domain"] == [0, 2]


def test_the_heat_map_names_the_commonest_mistake() -> None:
    matrix = 90 * np.eye(10, dtype=int)
    matrix[6, 0] = 10
    chart = plots.confusion_heat_map(matrix)
    assert "Shirt called T-shirt/top, 10 times" in chart.alt
    cell = next(
        row for row in chart.rows if (row["truth"], row["answer"]) == ("Shirt", "T-shirt/top")
    )
    assert (cell["count"], cell["share"]) == (10, 10)


def test_figures_for_download_are_pictures() -> None:
    assert opened(plots.loss_curve_png(HISTORY)).width > 800
    garment = np.zeros((28, 28), np.uint8)
    assert opened(plots.answer_png(garment, np.full(10, 0.1), "Bag")).width > 800
