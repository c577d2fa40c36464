import dataclasses
import math

import pytest

from cnn import pretrained
from cnn.plots.curve_data import METRICS, Metric
from cnn.plots.learning_curves import compare_curves, learning_curve
from cnn.runs.history import EndReason, EpochResult, History, TracePoint
from tests.plots.histories import (
    EARLY,
    IN_EPOCH_2,
    OVERFITTING,
    STOPPED,
    UP_TO_BATCH,
    epoch,
    limits,
    part,
    texts,
    trace,
)

RECORD = pretrained.ARTICLE_CNN.record
HISTORY = RECORD.history


class TestLearningCurve:
    def test_both_curves_have_a_point_at_the_end_of_each_epoch(self) -> None:
        chart = learning_curve("accuracy", HISTORY, 20)
        assert part(chart, "epoch", "Training") == [
            (result.epoch, result.accuracy) for result in HISTORY.epochs
        ]
        assert part(chart, "epoch", "Validation") == [
            (result.epoch, result.val_accuracy) for result in HISTORY.epochs
        ]

    def test_an_epoch_that_was_stopped_has_its_points_where_it_was_stopped(self) -> None:
        chart = learning_curve("loss", STOPPED, 20)
        assert part(chart, "epoch", "Training") == [(0.2, 1.1)]
        assert part(chart, "epoch", "Validation") == part(chart, "best") == [(0.2, 0.7)]

    def test_once_the_second_epoch_has_begun_only_the_current_one_has_a_line(self) -> None:
        assert part(learning_curve("loss", IN_EPOCH_2, 20), "batch") == [(1.52, 0.39)]
        assert not part(learning_curve("loss", OVERFITTING, 20), "batch")
        everything = learning_curve("loss", OVERFITTING, 20, from_first_batch=True)
        assert part(everything, "batch")[0] == (0.2, 1.4)
        assert part(learning_curve("loss", EARLY, 20), "batch") == [(0.2, 1.4), (0.6, 0.8)]

    def test_no_line_joins_two_epochs(self) -> None:
        layers = learning_curve("loss", OVERFITTING, 20).spec["layer"]
        [layer] = [layer for layer in layers if layer["encoding"].get("detail") is not None]
        assert layer["encoding"]["detail"] == {"field": "line"}
        assert layer["transform"] == [{"filter": {"and": [{"field": "part", "equal": "batch"}]}}]

    def test_a_running_epoch_has_its_newest_point_marked(self) -> None:
        assert part(learning_curve("loss", IN_EPOCH_2, 20), "newest") == [(1.52, 0.39)]
        at_the_end = History(trace=UP_TO_BATCH[:3])
        assert part(learning_curve("loss", at_the_end, 20), "newest") == [(1.0, 0.524)]
        assert not part(learning_curve("loss", OVERFITTING, 20), "newest")
        assert not part(learning_curve("loss", STOPPED, 20), "newest")

    @pytest.mark.parametrize("history", [History(), EARLY, IN_EPOCH_2, STOPPED, OVERFITTING])
    @pytest.mark.parametrize("from_first_batch", [False, True])
    def test_its_x_axis_has_all_planned_epochs_from_the_beginning_to_the_end(
        self, history: History, from_first_batch: bool
    ) -> None:
        chart = learning_curve("loss", history, 12, from_first_batch=from_first_batch)
        assert limits(chart, "x") == [0, 12]

    def test_its_y_axis_leaves_out_training_in_the_first_epoch(self) -> None:
        assert limits(learning_curve("loss", OVERFITTING, 20), "y") == [0.2, 0.38]
        assert limits(learning_curve("accuracy", OVERFITTING, 20), "y") == [0.87, 0.94]

    def test_a_rise_of_the_validation_loss_by_a_hundredth_can_be_seen(self) -> None:
        chart = learning_curve("loss", OVERFITTING, 20)
        low, high = limits(chart, "y")
        assert 0.01 / (high - low) > 0.05, "a twentieth of the plot"

    def test_its_y_axis_shows_everything_in_the_first_epoch(self) -> None:
        assert limits(learning_curve("loss", EARLY, 20), "y") == [0, 1.6]
        assert limits(learning_curve("accuracy", EARLY, 20), "y") == [0, 1]
        assert limits(learning_curve("loss", STOPPED, 20), "y") == [0, 1.6]
        finished = History((epoch(1, 0.524, 0.337),), EndReason.ALL_EPOCHS, UP_TO_BATCH[:3])
        assert limits(learning_curve("loss", finished, 1), "y") == [0, 1.6]

    def test_its_y_axis_shows_everything_from_the_first_batch_on_if_wanted(self) -> None:
        chart = learning_curve("loss", OVERFITTING, 20, from_first_batch=True)
        assert limits(chart, "y") == [0, 1.6]
        chart = learning_curve("accuracy", OVERFITTING, 20, from_first_batch=True)
        assert limits(chart, "y") == [0, 1]

    def test_its_y_axis_includes_the_epoch_that_is_running(self) -> None:
        assert limits(learning_curve("loss", IN_EPOCH_2, 20), "y") == [0.3, 0.55]
        diverging = dataclasses.replace(IN_EPOCH_2, trace=(*UP_TO_BATCH, *trace((1.6, 3.0))))
        assert limits(learning_curve("loss", diverging, 20), "y")[1] > 3

    def test_its_y_axis_has_limits_if_a_loss_is_not_a_number(self) -> None:
        diverged = dataclasses.replace(
            OVERFITTING, epochs=(*OVERFITTING.epochs, epoch(6, math.nan, math.inf))
        )
        assert limits(learning_curve("loss", diverged, 20), "y") == [0.2, 0.38]
        assert limits(learning_curve("loss", History(), 20), "y") == [0, 1.2]

    def test_its_y_axis_has_limits_if_all_values_are_equal(self) -> None:
        constant = History((epoch(1, 0.9, 0.3), epoch(2, 0.3, 0.3)))
        low, high = limits(learning_curve("loss", constant, 20), "y")
        assert low < 0.3 < high

    def test_a_moment_is_marked_on_what_is_known_of_it(self) -> None:
        def marked(moment: float) -> list[tuple[float, float]]:
            chart = learning_curve("loss", OVERFITTING, 20, from_first_batch=True, moment=moment)
            [rule] = [row for row in chart.rows if row["part"] == "moment"]
            assert rule == {"part": "moment", "epoch": moment}
            return part(chart, "at_moment")

        assert marked(2.0) == [(2.0, 0.354), (2.0, 0.285)]
        assert marked(0.7) == [(0.7, 0.8)]
        assert marked(0.1) == marked(3.5) == []

    def test_the_mark_moves_without_a_new_chart(self) -> None:
        charts = [learning_curve("loss", OVERFITTING, 20, moment=moment) for moment in (1.0, 2.0)]
        assert charts[0].spec == charts[1].spec
        assert charts[1].alt.endswith("; marked: 2 of 20 epochs.")

    @pytest.mark.parametrize("points", [EARLY.trace, IN_EPOCH_2.trace])
    def test_new_points_within_an_epoch_leave_the_chart_as_it_is(
        self, points: tuple[TracePoint, ...]
    ) -> None:
        epochs = IN_EPOCH_2.epochs[: math.ceil(points[-1].epoch) - 1]
        newest = TracePoint(points[-1].epoch + 0.04, points[-1].loss - 0.01, 0.99)
        before, after = (
            learning_curve("loss", History(epochs, trace=shown), 20)
            for shown in (points, (*points, newest))
        )
        assert before.spec == after.spec
        assert before.alt == after.alt
        assert len(before.rows) < len(after.rows)

    @pytest.mark.parametrize(
        ("history", "written"),
        [
            (History(), {}),
            (EARLY, {}),
            (IN_EPOCH_2, {"Best: epoch 1": 1.0}),
            (STOPPED, {"Best: in epoch 1": 0.2, "Stopped": 0.2}),
            (OVERFITTING, {"Best: epoch 3": 3.0, "Stopped early": 5.0}),
            (
                dataclasses.replace(OVERFITTING, ended=EndReason.ALL_EPOCHS),
                {"Best: epoch 3": 3.0},
            ),
        ],
        ids=["new", "first epoch", "second epoch", "stopped", "stopped early", "all epochs"],
    )
    def test_the_best_epoch_and_an_early_end_are_written_at_their_epochs(
        self, history: History, written: dict[str, float]
    ) -> None:
        for metric in METRICS:
            assert texts(learning_curve(metric, history, 20)) == written

    def test_the_best_epoch_of_both_metrics_has_the_lowest_validation_loss(self) -> None:
        history = History(
            (
                EpochResult(1, 0.5, 0.80, 0.4, 0.90, 10),
                EpochResult(2, 0.4, 0.85, 0.3, 0.89, 10),
            )
        )
        assert part(learning_curve("loss", history, 2), "best") == [(2, 0.3)]
        assert part(learning_curve("accuracy", history, 2), "best") == [(2, 0.89)]

    def test_what_is_written_lies_above_the_plot_in_two_rows(self) -> None:
        layers = learning_curve("loss", OVERFITTING, 20).spec["layer"]
        writing = [layer for layer in layers if layer["mark"]["type"] == "text"]
        places = [layer["encoding"]["y"]["value"] for layer in writing]
        rows = [layer["transform"][0]["filter"]["and"][0]["equal"] for layer in writing]
        assert rows == ["best", "end"]
        height = writing[0]["mark"]["fontSize"]
        assert places[0] < 0
        assert places[1] + height < places[0]

    def test_it_leaves_the_names_of_its_curves_and_its_height_to_the_page(self) -> None:
        spec = learning_curve("loss", OVERFITTING, 20).spec
        colors = [layer["encoding"].get("color", {"legend": None}) for layer in spec["layer"]]
        assert all(color["legend"] is None for color in colors)
        assert "height" not in spec
        assert spec["autosize"]["type"] == "fit"

    def test_the_curves_differ_in_more_than_their_color(self) -> None:
        layers = learning_curve("loss", OVERFITTING, 20).spec["layer"]
        [training, validation] = [
            layer["mark"]
            for layer in layers
            if layer["mark"]["type"] == "line" and "detail" not in layer["encoding"]
        ]
        assert "strokeDash" in training
        assert "strokeDash" not in validation
        shapes = {
            tuple(layer["encoding"]["shape"]["scale"]["range"])
            for layer in layers
            if "shape" in layer["encoding"]
        }
        assert shapes == {("square", "circle")}

    def test_nothing_is_drawn_beyond_the_edges_of_the_plot(self) -> None:
        for chart in (
            learning_curve("loss", OVERFITTING, 20),
            compare_curves("loss", [("A", OVERFITTING)]),
        ):
            shown = {"field": "value", "range": tuple(limits(chart, "y"))}
            for layer in chart.spec["layer"]:
                match layer["mark"]["type"]:
                    case "line":
                        assert layer["mark"]["clip"]
                    case "point" if "color" in layer["encoding"]:
                        assert shown in layer["transform"][0]["filter"]["and"]

    @pytest.mark.parametrize(
        ("metric", "title", "format"), [("loss", "Loss", ".3~f"), ("accuracy", "Accuracy", ".1~%")]
    )
    def test_its_axes_name_the_metric_and_the_epoch(
        self, metric: Metric, title: str, format: str
    ) -> None:
        encoding = learning_curve(metric, HISTORY, 20).spec["encoding"]
        x, y = encoding["x"], encoding["y"]
        assert (x["title"], y["title"], y["axis"]["format"]) == ("Epoch", title, format)

    def test_its_theme_and_its_data_come_from_outside(self) -> None:
        spec = learning_curve("loss", HISTORY, 20).spec
        assert not {"config", "data", "datasets"} & set(spec)

    @pytest.mark.parametrize(
        ("history", "ending"),
        [
            (History(), ""),
            (
                IN_EPOCH_2,
                "; best: epoch 1, with a validation loss of 0.337; so far 1 of 20 epochs",
            ),
            (
                STOPPED,
                "; best: in epoch 1, with a validation loss of 0.700; stopped in epoch 1 of 20",
            ),
            (
                OVERFITTING,
                "; best: epoch 3, with a validation loss of 0.233; "
                "stopped early after epoch 5 of 20",
            ),
            (
                dataclasses.replace(OVERFITTING, ended=EndReason.STOPPED),
                "; best: epoch 3, with a validation loss of 0.233; stopped after epoch 5 of 20",
            ),
            (
                dataclasses.replace(OVERFITTING, ended=EndReason.ALL_EPOCHS),
                "; best: epoch 3, with a validation loss of 0.233; ended after epoch 5 of 20",
            ),
        ],
    )
    def test_a_sentence_names_the_best_epoch_and_the_end(
        self, history: History, ending: str
    ) -> None:
        alt = learning_curve("loss", history, 20).alt
        assert alt == f"Training and validation loss by epoch{ending}."

    def test_the_sentence_about_accuracy_gives_the_accuracy_of_the_best_epoch(self) -> None:
        alt = learning_curve("accuracy", OVERFITTING, 20).alt
        assert "best: epoch 3, with a validation accuracy of 92.2%" in alt
