import numpy as np
import pytest
from PIL import Image, ImageDraw

from cnn.preprocessing.pixels import GARMENT_MEAN
from cnn.preprocessing.prepare import prepare
from tests.preprocessing.garment_pictures import (
    OPEN_HEM,
    T_SHIRT,
    canvas,
    filled,
    inside_t_shirt,
    on_transparent,
    outlined,
)


@pytest.mark.parametrize(
    "background, pen",
    [("white", "black"), ("black", "white"), ("white", "red"), ("white", "lightgray")],
)
def test_an_outline_in_any_colors_is_a_drawing_and_is_filled(background: str, pen: str) -> None:
    prepared = prepare(outlined(pen=pen, background=background))
    assert prepared.kind == "drawing"
    assert prepared.warnings == ()
    assert (prepared.image[inside_t_shirt()] > 0.5).mean() > 0.95
    assert prepared.image[20:26, 2].max() == 0  # beside the body, below the sleeve


@pytest.mark.parametrize("width", [1, 2, 4, 12, 20])
def test_outlines_are_closed_whatever_the_width_of_the_pen(width: int) -> None:
    gap = [*OPEN_HEM, (190, 240)]
    prepared = prepare(outlined(gap, width=width, closed=False))
    assert prepared.kind == "drawing"
    assert prepared.warnings == ()
    assert prepared.image[14, 14] > 0.5


def test_a_solid_drawing_is_as_bright_as_a_garment_of_the_dataset() -> None:
    for ink in ("black", "red"):
        picture = canvas()
        ImageDraw.Draw(picture).polygon(T_SHIRT, fill=ink)
        assert prepare(picture).image[14, 14] == pytest.approx(GARMENT_MEAN, abs=0.002)


def test_lines_on_a_shape_that_is_filled_already_stay_brighter_than_it() -> None:
    picture = canvas()
    pen = ImageDraw.Draw(picture)
    pen.polygon(T_SHIRT, fill="#505050", outline="black", width=10)
    pen.line((140, 60, 140, 240), fill="black", width=10)
    image = prepare(picture).image
    assert image[14, 9] == pytest.approx(GARMENT_MEAN, abs=0.1)
    assert image[14, 12:16].max() > image[14, 9] + 0.15


def test_a_filled_drawing_is_as_bright_as_a_garment_of_the_dataset() -> None:
    image = prepare(outlined()).image
    assert image[14, 14] == pytest.approx(GARMENT_MEAN, abs=0.002)
    assert 133 <= 255 * image[image > 0.1].mean() <= 190


def test_the_lines_of_a_filled_drawing_are_brighter_than_its_inside() -> None:
    filled = prepare(outlined(OPEN_HEM, closed=False, width=16)).steps[-2].picture
    inside = filled[150, 128]
    assert filled[150, 50:80].max() > inside + 50  # the left side of the body
    assert filled[180:, 128].max() > inside + 50  # the hem, which was not drawn


def test_an_outline_is_not_filled_on_request() -> None:
    assert prepare(outlined(), fill=False).image[14, 14] == 0
    assert prepare(outlined(), fill=True).image[14, 14] > 0.5


def test_a_filled_drawing_is_filled_only_on_request() -> None:
    picture = canvas()
    ImageDraw.Draw(picture).polygon(T_SHIRT, fill="black")
    prepared = prepare(picture)
    assert prepared.kind == "drawing"
    assert prepared.image[14, 14] == pytest.approx(GARMENT_MEAN, abs=0.002)
    assert [step.title for step in prepared.steps] == [
        "Drawing",
        "Trimmed and inverted",
        "As bright as a garment",
        "28x28, centered",
    ]
    filled = prepare(picture, fill=True)
    assert "Outline filled" in [step.title for step in filled.steps]
    assert filled.warnings == ()


def test_a_hollow_drawing_with_a_broad_brush_is_filled() -> None:
    ring = canvas()
    ImageDraw.Draw(ring).ellipse((20, 20, 260, 260), outline="black", width=40)
    assert prepare(ring).image[14, 14] == pytest.approx(GARMENT_MEAN, abs=0.002)


def test_gaps_in_an_outline_are_bridged() -> None:
    prepared = prepare(outlined(OPEN_HEM, closed=False))
    assert prepared.warnings == ()
    assert (prepared.image[inside_t_shirt()] > 0.5).mean() > 0.9


def test_an_outline_that_cannot_be_closed_has_a_warning() -> None:
    prepared = prepare(outlined([(40, 40), (40, 240)], closed=False))
    assert prepared.warnings == ("The outline has gaps. Close them, or fill in the garment.",)


def test_lines_on_a_shaded_sheet_are_a_drawing() -> None:
    light = np.linspace(1, 0.75, 280)[np.newaxis, :, np.newaxis]
    sheet = np.asarray(outlined(), np.float32) * light * 0.9
    noisy = sheet + np.random.default_rng(1).normal(0, 3, sheet.shape)
    prepared = prepare(Image.fromarray(noisy.clip(0, 255).astype(np.uint8)))
    assert prepared.kind == "drawing"
    assert prepared.image[14, 14] > 0.5


@pytest.mark.parametrize("pen", [(0, 0, 0), (255, 255, 255), (250, 240, 90)])
def test_a_drawing_on_transparent_is_prepared_whatever_its_color(
    pen: tuple[int, int, int],
) -> None:
    prepared = prepare(on_transparent(pen, outlined()))
    assert prepared.kind == "drawing"
    assert np.abs(prepared.image - prepare(outlined()).image).mean() < 0.01


@pytest.mark.parametrize("tone", [0, 128, 255])
def test_a_garment_of_one_tone_that_is_cut_out_is_prepared(tone: int) -> None:
    cut_out = on_transparent((tone, tone, tone), filled())
    image = prepare(cut_out).image
    assert ((image > GARMENT_MEAN / 2) == inside_t_shirt()).mean() > 0.98
    for mode in ("LA", "P"):
        assert np.abs(prepare(cut_out.convert(mode)).image - image).mean() < 0.02


def test_a_pale_garment_of_one_tone_is_seen_on_white() -> None:
    picture = canvas("white")
    ImageDraw.Draw(picture).polygon(T_SHIRT, fill=(248, 248, 248))
    assert ((prepare(picture).image > GARMENT_MEAN / 2) == inside_t_shirt()).mean() > 0.97
