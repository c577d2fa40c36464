"""Figures to download, drawn by Matplotlib."""

import itertools
from typing import TYPE_CHECKING

import numpy as np

from cnn.data.labels import CLASS_NAMES
from cnn.plots.curve_data import mark_rows, value_domain, visible_trace
from cnn.plots.figure import as_file, new_figure
from cnn.runs.record import RunRecord

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def loss_curve_png(record: RunRecord, title: str) -> bytes:
    """The figure of ``loss_figure``, as a PNG."""
    return as_file(loss_figure(record, title), "png")


def loss_curve_svg(record: RunRecord, title: str) -> bytes:
    """The same as an SVG, whose letters are shapes."""
    return as_file(loss_figure(record, title), "svg")


def loss_figure(record: RunRecord, title: str) -> "Figure":
    """The article's figure: training and validation loss per epoch, with the run's settings.

    Letters of the title that no installed font has are left out.
    """
    # Half a second to import, and only a download needs it.
    from matplotlib.ticker import MaxNLocator

    history = record.history
    figure = new_figure(6.4, 4)
    title, fonts = _drawable(title)
    # Forty of the widest letters fit.
    figure.suptitle(title or "Loss", family=fonts, parse_math=False, fontsize=11)
    axes = figure.subplots()
    settings = (
        f"recipe {record.recipe}, seed {record.seed}, {record.training_images:,} training images "
        f"of {record.source.description}"
    )
    axes.set_title(settings, {"fontsize": 7.5}, pad=30)
    ends = [result.end for result in history.epochs]
    axes.plot(ends, [result.loss for result in history.epochs], "s--C0", label="training")
    axes.plot(ends, [result.val_loss for result in history.epochs], "o-C1", label="validation")
    trace = visible_trace("loss", history, from_first_batch=False)
    for _, line in itertools.groupby(trace, lambda row: row["line"]):
        axes.plot(*zip(*((row["epoch"], row["value"]) for row in line), strict=True), "C0", lw=0.7)
    axes.set(
        xlabel="epoch",
        ylabel="loss",
        # A little wider, so that the last points are whole.
        xlim=(0, 1.02 * record.epochs),
        ylim=value_domain("loss", [history], from_first_batch=False),
    )
    axes.xaxis.set_major_locator(MaxNLocator(integer=True, steps=[1, 2, 5, 10]))
    for row, mark in enumerate(mark_rows("loss", history)):
        axes.axvline(mark["epoch"], linestyle=":", color="gray", zorder=0)
        place = mark["epoch"] / record.epochs
        axes.annotate(
            mark["text"],
            (mark["epoch"], 1),
            (0, 3 + 12 * row),
            xycoords=("data", "axes fraction"),
            textcoords="offset points",
            ha="right" if place > 0.9 else "left" if place < 0.1 else "center",
            fontsize="small",
        )
    axes.legend()
    return figure


def _drawable(text: str) -> tuple[str, list[str]]:
    """The text without letters that no installed font has, and the fonts for the others."""
    from matplotlib.font_manager import findfont, fontManager
    from matplotlib.ft2font import FT2Font

    fonts = ["DejaVu Sans"]
    missing = {*map(ord, text)} - FT2Font(findfont(fonts[0])).get_charmap().keys()
    for name in dict.fromkeys(font.name for font in fontManager.ttflist):
        # The last resort has a box for any letter.
        if missing and not name.startswith("Last Resort"):
            found = missing & FT2Font(findfont(name)).get_charmap().keys()
            if found:
                fonts.append(name)
                missing -= found
    return "".join(letter for letter in text if ord(letter) not in missing).strip(), fonts


def prediction_png(
    image: np.ndarray, probabilities: np.ndarray, title: str, picture: np.ndarray | None = None
) -> bytes:
    """The article's pair of plots: a garment in ``gray_r``, and its probability per class.

    Args:
        image: (28, 28).
        probabilities: float (10,). The classes are numbered 1 to 10.
        title: of the image.
        picture: what the image was made of, to be shown before it: uint8 (h, w, 3).
    """
    figure = new_figure(9 if picture is None else 12, 3.6)
    *before, left, right = figure.subplots(
        1, 2 if picture is None else 3, width_ratios=(1, 2) if picture is None else (1, 1, 2)
    )
    if picture is not None:
        before[0].imshow(picture)
        before[0].set(title="Picture", xticks=[], yticks=[])
    left.imshow(image, cmap="gray_r")
    left.set(title=title, xticks=[], yticks=[])
    classes = range(1, len(CLASS_NAMES) + 1)
    right.bar(classes, probabilities)
    right.set(xlabel="class", ylabel="probability", ylim=(0, 1))
    names = [f"{number} {name}" for number, name in zip(classes, CLASS_NAMES, strict=True)]
    right.set_xticks(classes, names, rotation=40, ha="right", rotation_mode="anchor")
    return as_file(figure, "png")
