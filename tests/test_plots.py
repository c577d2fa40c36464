import io

import numpy as np
import pytest
from PIL import Image

from cnn import plots, pretrained
from cnn.data.labels import CLASS_NAMES
from cnn.runs.history import EpochResult, History
from cnn.runs.run import TracePoint

HISTORY = pretrained.ARTICLE_CNN.record.history


def opened(png: bytes) -> Image.Image:
    return Image.open(io.BytesIO(png))


def colors(png: bytes) -> set[tuple[int, int, int]]:
    pixels = np.asarray(opened(png).convert("RGB")).reshape(-1, 3)
    return {(int(red), int(green), int(blue)) for red, green, blue in np.unique(pixels, axis=0)}


class TestGarmentPng:
    def test_a_garment_is_dark_on_white_with_sharp_pixels(self) -> None:
        image = np.zeros((28, 28), np.uint8)
        image[0, 1] = 255
        picture = np.asarray(opened(plots.garment_png(image, scale=4)))
        assert picture.shape == (112, 112)
        assert (picture[:4, 4:8] == 0).all()
        assert (picture[:4, :4] == 255).all()

    def test_floats_and_bytes_give_the_same_picture(self) -> None:
        image = np.arange(784).reshape(28, 28) % 256
        floats = plots.garment_png((image / 255).astype(np.float32), scale=2)
        assert plots.garment_png(image.astype(np.uint8), scale=2) == floats


@pytest.mark.parametrize(
    ("probability", "text"),
    [(0, "0%"), (0.004, "<1%"), (0.5, "50%"), (0.994, "99%"), (0.995, ">99%"), (1, ">99%")],
)
def test_percentages_are_never_rounded_to_certainty(probability: float, text: str) -> None:
    assert plots.percent(probability) == text


class TestLearningCurve:
    def test_it_marks_the_best_epoch(self) -> None:
        chart = plots.learning_curve("loss", HISTORY)
        best = min(HISTORY.epochs, key=lambda epoch: epoch.val_loss)
        marked = [row for row in chart.rows if row["curve"] == "Best"]
        assert marked == [{"curve": "Best", "epoch": best.epoch, "value": round(best.val_loss, 4)}]
        assert f"best epoch: {best.epoch}, with a validation loss of {best.val_loss:.3f}." in (
            chart.alt
        )

    def test_its_lines_are_the_two_curves_and_the_rest_marks_the_best_epoch(self) -> None:
        layers = [
            (layer["mark"]["type"], layer["transform"][0]["filter"]["equal"])
            for layer in plots.learning_curve("loss", HISTORY).spec["layer"]
        ]
        assert layers == [
            ("rule", "Best"),
            ("line", "Training"),
            ("line", "Validation"),
            ("point", "Best"),
        ]

    def test_it_has_a_point_per_epoch_in_training_and_validation(self) -> None:
        chart = plots.learning_curve("accuracy", HISTORY)
        training = [row["value"] for row in chart.rows if row["curve"] == "Training"]
        validation = [row["value"] for row in chart.rows if row["curve"] == "Validation"]
        assert training == [round(epoch.accuracy, 4) for epoch in HISTORY.epochs]
        assert validation == [round(epoch.val_accuracy, 4) for epoch in HISTORY.epochs]

    def test_a_trace_takes_the_place_of_the_training_curve(self) -> None:
        history = History((EpochResult(1, 0.7, 0.7, 0.5, 0.8, 10),))
        trace = [TracePoint(0.5, 0.9, 0.6), TracePoint(1.0, 0.5, 0.8)]
        chart = plots.learning_curve("loss", history, trace)
        training = [
            (row["epoch"], row["value"]) for row in chart.rows if row["curve"] == "Training"
        ]
        assert training == [(0.5, 0.9), (1.0, 0.5)]

    @pytest.mark.parametrize(
        ("metric", "title", "format"), [("loss", "Loss", ".3~f"), ("accuracy", "Accuracy", ".1~%")]
    )
    def test_its_axes_name_the_metric_and_the_epoch(
        self, metric: plots.Metric, title: str, format: str
    ) -> None:
        encoding = plots.learning_curve(metric, HISTORY).spec["encoding"]
        x, y = encoding["x"], encoding["y"]
        assert (x["title"], y["title"], y["axis"]["format"]) == ("Epoch", title, format)

    def test_its_axis_ends_with_the_current_epoch(self) -> None:
        chart = plots.learning_curve("loss", History(), [TracePoint(1.25, 0.9, 0.6)])
        assert chart.spec["encoding"]["x"]["scale"]["domain"] == [0, 2]

    def test_new_points_within_an_epoch_leave_the_chart_as_it_is(self) -> None:
        points = [TracePoint(1.25, 0.9, 0.6), TracePoint(1.5, 0.8, 0.7)]
        before, after = (
            plots.learning_curve("loss", History(), points[:count]) for count in (1, 2)
        )
        assert before.spec == after.spec
        assert len(before.rows) < len(after.rows)

    def test_its_theme_and_its_data_come_from_outside(self) -> None:
        spec = plots.learning_curve("loss", HISTORY).spec
        assert not {"config", "data", "datasets"} & set(spec)


class TestConfusionHeatMap:
    MATRIX = 90 * np.eye(10, dtype=int)
    MATRIX[6, 0] = 10

    def test_it_names_the_most_frequent_mistake(self) -> None:
        alt = plots.confusion_heat_map(self.MATRIX).alt
        assert alt.endswith("most frequent mistake: Shirt classified as T-shirt/top, 10 times.")

    def test_it_names_no_mistake_where_there_is_none(self) -> None:
        assert "mistake" not in plots.confusion_heat_map(np.eye(10, dtype=int)).alt

    def test_a_cell_has_the_count_and_its_share_of_the_label(self) -> None:
        [cell] = [
            row
            for row in plots.confusion_heat_map(self.MATRIX).rows
            if (row["label"], row["prediction"]) == ("Shirt", "T-shirt/top")
        ]
        assert (cell["count"], cell["share"]) == (10, 0.1)

    def test_an_empty_matrix_has_no_shares(self) -> None:
        rows = plots.confusion_heat_map(np.zeros((10, 10), int)).rows
        assert {row["share"] for row in rows} == {0}

    def test_both_axes_have_the_classes_in_their_order(self) -> None:
        encoding = plots.confusion_heat_map(self.MATRIX).spec["encoding"]
        assert encoding["x"]["sort"] == encoding["y"]["sort"] == CLASS_NAMES


class TestFigures:
    BLUE, ORANGE = (31, 119, 180), (255, 127, 14)
    """Matplotlib's first two colors."""

    def test_the_loss_curve_has_training_and_validation(self) -> None:
        png = plots.loss_curve_png(HISTORY)
        assert opened(png).size == (1024, 640)
        assert {self.BLUE, self.ORANGE} <= colors(png)

    def test_the_loss_curve_of_a_single_epoch_can_be_drawn(self) -> None:
        png = plots.loss_curve_png(History(HISTORY.epochs[:1]))
        assert {self.BLUE, self.ORANGE} <= colors(png)

    def test_a_prediction_has_the_garment_in_gray_and_bars(self) -> None:
        garment = np.tile(np.arange(28, dtype=np.uint8) * 9, (28, 1))
        png = plots.prediction_png(garment, np.full(10, 0.1), "Label: Bag")
        assert opened(png).size == (1440, 576)
        assert self.BLUE in colors(png)
        picture = np.asarray(opened(png).convert("L"))
        left, right = picture[280, 80], picture[280, 380]
        assert left > right, "gray_r: what is 0 is white"
