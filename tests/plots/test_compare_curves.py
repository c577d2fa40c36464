import numpy as np
import pytest

from cnn.plots.learning_curves import RUN_COLORS, compare_curves
from cnn.runs.history import History
from tests.plots.histories import EARLY, OVERFITTING, epoch, limits, part


def luminance(color: str) -> float:
    """As WCAG defines it, 0..1, of a color like #1a2b3c."""
    channels = [int(color[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [
        channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
        for channel in channels
    ]
    return float(np.dot(linear, [0.2126, 0.7152, 0.0722]))


class TestCompareCurves:
    RUNS = (
        ("Article CNN 1", OVERFITTING),
        ("Dense network 2", History((epoch(1, 0.6, 0.45), epoch(2, 0.5, 0.41, completed=0.3)))),
    )

    def test_each_run_has_both_curves_under_its_name(self) -> None:
        rows = compare_curves("loss", self.RUNS).rows
        points = [
            (row["curve"], row["epoch"], row["value"])
            for row in rows
            if row["run"] == "Dense network 2"
        ]
        assert points == [
            ("Training", 1, 0.6),
            ("Training", 1.3, 0.5),
            ("Validation", 1, 0.45),
            ("Validation", 1.3, 0.41),
        ]
        assert len(rows) == 2 * 5 + 2 * 2

    def test_its_legend_names_the_runs_in_their_order_at_the_top(self) -> None:
        for layer in compare_curves("loss", self.RUNS).spec["layer"]:
            color = layer["encoding"]["color"]
            assert color["scale"]["domain"] == ["Article CNN 1", "Dense network 2"]
            assert color["legend"]["orient"] == "top"

    def test_runs_with_the_same_name_are_told_apart(self) -> None:
        names = ("A", "A (2)", "A", "A")
        chart = compare_curves("loss", [(name, OVERFITTING) for name in names])
        distinct = ["A", "A (2)", "A (3)", "A (4)"]
        assert chart.spec["layer"][0]["encoding"]["color"]["scale"]["domain"] == distinct
        assert list(dict.fromkeys(row["run"] for row in chart.rows)) == distinct

    def test_its_x_axis_ends_with_the_longest_run(self) -> None:
        assert limits(compare_curves("loss", self.RUNS), "x") == [0, 5]
        assert limits(compare_curves("loss", self.RUNS[1:]), "x") == [0, 2]
        assert limits(compare_curves("loss", [("New", History())]), "x") == [0, 1]

    def test_its_y_axis_follows_the_rule_of_a_learning_curve(self) -> None:
        assert limits(compare_curves("loss", self.RUNS), "y") == [0.15, 0.55]
        everything = compare_curves("loss", self.RUNS, from_first_batch=True)
        assert limits(everything, "y") == [0, 1.6]
        new = ("New", EARLY)
        assert limits(compare_curves("loss", [new]), "y") == [0, 1.6]
        assert limits(compare_curves("loss", [*self.RUNS, new]), "y") == [0.15, 0.55]

    def test_only_from_the_first_batch_on_it_shows_what_happened_within_epochs(self) -> None:
        assert not part(compare_curves("loss", self.RUNS), "batch")
        chart = compare_curves("loss", self.RUNS, from_first_batch=True)
        assert part(chart, "batch")[:2] == [(0.2, 1.4), (0.6, 0.8)]

    def test_training_is_dashed_and_its_axis_says_so(self) -> None:
        spec = compare_curves("accuracy", self.RUNS).spec
        dashed = {
            layer["transform"][0]["filter"]["and"][1]["equal"]: "strokeDash" in layer["mark"]
            for layer in spec["layer"]
            if layer["mark"]["type"] == "line" and "detail" not in layer["encoding"]
        }
        assert dashed == {"Training": True, "Validation": False}
        assert spec["encoding"]["y"]["title"] == "Accuracy (dashed: training)"

    def test_only_validation_has_points_one_shape_for_each_run(self) -> None:
        layers = compare_curves("loss", self.RUNS).spec["layer"]
        [points] = [layer for layer in layers if layer["mark"]["type"] == "point"]
        filters = points["transform"][0]["filter"]["and"]
        assert {"field": "curve", "equal": "Validation"} in filters
        assert points["encoding"]["shape"]["field"] == "run"
        assert len(set(points["encoding"]["shape"]["scale"]["range"])) == 6

    @pytest.mark.parametrize("background", ["#fcfbf9", "#14181a"])
    @pytest.mark.parametrize("color", RUN_COLORS)
    def test_a_run_has_enough_contrast_to_the_page(self, color: str, background: str) -> None:
        light, dark = sorted((luminance(color), luminance(background)), reverse=True)
        assert (light + 0.05) / (dark + 0.05) > 3

    def test_its_legend_has_fewer_columns_for_long_names_and_for_wide_letters(self) -> None:
        def columns(name: str) -> str:
            spec = compare_curves("loss", [("A", OVERFITTING), (name, OVERFITTING)]).spec
            return str(spec["layer"][0]["encoding"]["color"]["legend"]["columns"]["expr"])

        assert columns("Article CNN") == "max(1, floor(width / 112))"
        assert columns("우리 반 모델") == "max(1, floor(width / 119))"

    def test_a_sentence_names_each_run_with_its_best_validation_value(self) -> None:
        runs = [*self.RUNS, ("New", EARLY)]
        assert compare_curves("loss", runs).alt == (
            "Training and validation loss of 3 runs by epoch. Best of "
            "Article CNN 1: epoch 3, with a validation loss of 0.233; "
            "Dense network 2: in epoch 2, with a validation loss of 0.410; "
            "New: no epoch yet."
        )
