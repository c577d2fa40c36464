import dataclasses

import numpy as np
import pytest
from matplotlib.text import Annotation

from cnn import pretrained
from cnn.data.dataset import DataSource
from cnn.plots.figures import loss_curve_png, loss_curve_svg, loss_figure, prediction_png
from cnn.plots.learning_curves import learning_curve
from cnn.runs.history import History
from tests.plots.histories import OVERFITTING, STOPPED, limits, part, texts
from tests.plots.pngs import BLUE, ORANGE, colors, opened

RECORD = pretrained.ARTICLE_CNN.record


class TestFigures:
    def test_the_loss_curve_has_training_and_validation(self) -> None:
        png = loss_curve_png(RECORD, "Article CNN 1")
        assert opened(png).size == (1024, 640)
        assert {BLUE, ORANGE} <= colors(png)

    def test_the_loss_curve_is_a_vector_picture_too(self) -> None:
        svg = loss_curve_svg(RECORD, "Article CNN 1").decode()
        assert "<svg" in svg
        assert svg.count("<path") > 20

    def test_the_loss_curve_shows_what_the_chart_shows(self) -> None:
        record = dataclasses.replace(RECORD, epochs=12, history=OVERFITTING)
        [axes] = loss_figure(record, "Article CNN 1").axes
        lines = {str(line.get_label()): line.get_xydata() for line in axes.get_lines()}
        chart = learning_curve("loss", OVERFITTING, 12)
        assert np.array_equal(lines["training"], part(chart, "epoch", "Training"))
        assert np.array_equal(lines["validation"], part(chart, "epoch", "Validation"))
        within = [line.get_xydata() for line in axes.get_lines() if line.get_linewidth() < 1]
        assert not within
        assert list(axes.get_ylim()) == limits(chart, "y")
        left, right = axes.get_xlim()
        assert left == 0
        assert 12 < right < 13
        written = {
            text.get_text(): text.xy[0] for text in axes.texts if isinstance(text, Annotation)
        }
        assert written == texts(chart)

    def test_the_loss_curve_of_a_single_epoch_shows_its_batches(self) -> None:
        record = dataclasses.replace(RECORD, epochs=1, history=STOPPED)
        [axes] = loss_figure(record, "Article CNN 1").axes
        [within] = [line.get_xydata() for line in axes.get_lines() if line.get_linewidth() < 1]
        assert np.array_equal(within, part(learning_curve("loss", STOPPED, 1), "batch"))

    @pytest.mark.parametrize("history", [STOPPED, History(OVERFITTING.epochs[:1])])
    def test_a_loss_curve_with_one_point_can_be_drawn(self, history: History) -> None:
        record = dataclasses.replace(RECORD, epochs=1, history=history)
        png = loss_curve_png(record, "Article CNN 1")
        assert {BLUE, ORANGE} <= colors(png)

    @pytest.mark.parametrize(
        ("source", "data"),
        [
            (DataSource.FASHION_MNIST, "Fashion-MNIST"),
            (DataSource.GENERATED, "generated garments, not Fashion-MNIST"),
        ],
    )
    def test_the_loss_curve_names_the_run_its_recipe_seed_and_data(
        self, source: DataSource, data: str
    ) -> None:
        record = dataclasses.replace(RECORD, source=source, seed=7, training_images=12_000)
        figure = loss_figure(record, "My run, 3")
        assert figure.get_suptitle() == "My run, 3"
        assert figure.axes[0].get_title() == (
            f"recipe article, seed 7, 12,000 training images of {data}"
        )

    @pytest.mark.parametrize(
        ("title", "drawn"),
        [
            ("우리 반 3", ("우리 반 3", "3")),
            ("한국", ("한국", "Loss")),
            ("\U000f0000 x", ("x",)),
            ("$x^_{$ 5", ("$x^_{$ 5",)),
            ("のの", ("のの",)),
            ("", ("Loss",)),
        ],
    )
    def test_a_title_is_drawn_as_far_as_there_are_fonts(
        self, title: str, drawn: tuple[str, ...]
    ) -> None:
        assert loss_figure(RECORD, title).get_suptitle() in drawn
        assert opened(loss_curve_png(RECORD, title)).size == (1024, 640)

    def test_a_title_of_forty_wide_letters_fits(self) -> None:
        figure = loss_figure(RECORD, 40 * "W")
        figure.canvas.draw()
        [title] = [text for text in figure.texts if "W" in text.get_text()]
        box = title.get_window_extent()
        assert box.x0 >= 0
        assert box.x1 <= 1024

    def test_a_prediction_has_the_garment_in_gray_and_bars(self) -> None:
        garment = np.tile(np.arange(28, dtype=np.uint8) * 9, (28, 1))
        png = prediction_png(garment, np.full(10, 0.1), "Label: Bag")
        assert opened(png).size == (1440, 576)
        assert BLUE in colors(png)
        picture = np.asarray(opened(png).convert("L"))
        left, right = picture[280, 80], picture[280, 380]
        assert left > right, "gray_r: what is 0 is white"
