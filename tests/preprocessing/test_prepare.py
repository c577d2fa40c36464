import numpy as np
import pytest
from PIL import Image, ImageDraw

from cnn.errors import UnusableImage
from cnn.preprocessing.prepare import center, prepare

T_SHIRT = [
    (60, 60), (110, 50), (140, 70), (170, 50), (220, 60), (260, 120), (220, 140), (205, 110),
    (205, 240), (75, 240), (75, 110), (60, 140), (20, 120),
]  # fmt: skip


def canvas(color="white"):
    return Image.new("RGB", (280, 280), color)


def outlined(points=T_SHIRT, pen="black", ground="white", width=8, closed=True):
    picture = canvas(ground)
    ends = [*points, points[0]] if closed else points
    ImageDraw.Draw(picture).line(ends, fill=pen, width=width, joint="curve")
    return picture


def photographed(ground, garment=(60, 60, 160), noise=6, points=T_SHIRT):
    """A garment with folds on a ground (280, 280, 3), with a camera's noise."""
    rng = np.random.default_rng(1)
    mask = canvas("black")
    ImageDraw.Draw(mask).polygon(points, fill="white")
    inside = np.asarray(mask.convert("L"))[..., np.newaxis] > 0
    folds = 20 * np.sin(np.arange(280) / 9)[np.newaxis, :, np.newaxis]
    color = np.where(inside, np.array(garment) + folds, ground)
    color = color + rng.normal(0, noise, color.shape)
    return Image.fromarray(color.clip(0, 255).astype(np.uint8))


def bedspread():
    """Two colors in stripes, brighter at the left."""
    stripes = (np.arange(280) // 20 % 2)[:, np.newaxis, np.newaxis]
    light = np.linspace(1, 0.7, 280)[np.newaxis, :, np.newaxis]
    return np.where(stripes, [200, 80, 90], [225, 190, 150]) * light


def inside_t_shirt():
    mask = canvas("black")
    ImageDraw.Draw(mask).polygon(T_SHIRT, fill="white")
    return center(np.asarray(mask.convert("L"))[50:241, 20:261] / np.float32(255)) > 0.5


def test_the_image_is_what_the_network_takes():
    for picture in (outlined(), photographed(bedspread())):
        image = prepare(picture).image
        assert image.shape == (28, 28)
        assert image.dtype == np.float32
        assert image.min() == 0
        assert 0.5 < image.max() <= 1


@pytest.mark.parametrize("ground, pen", [("white", "black"), ("black", "white"), ("white", "red")])
def test_an_outline_is_a_drawing_and_is_filled_whatever_its_colors(ground, pen):
    prepared = prepare(outlined(pen=pen, ground=ground))
    assert prepared.kind == "drawing"
    assert prepared.warnings == ()
    assert (prepared.image[inside_t_shirt()] > 0.5).mean() > 0.95
    assert prepared.image[20:26, 2].max() == 0  # beside the body, below the sleeve


@pytest.mark.parametrize("width", [1, 2, 4, 12, 20])
def test_pens_of_every_width_draw_outlines(width):
    gap = [*T_SHIRT[9:], *T_SHIRT[:9], (190, 240)]
    prepared = prepare(outlined(gap, width=width, closed=False))
    assert prepared.kind == "drawing"
    assert prepared.warnings == ()
    assert prepared.image[14, 14] > 0.5


def test_a_filled_drawing_has_the_tones_of_the_dataset():
    image = prepare(outlined()).image
    assert 133 <= 255 * image[image > 0.1].mean() <= 190


def test_fill_off_leaves_the_inside_empty():
    assert prepare(outlined(), fill=False).image[14, 14] == 0
    assert prepare(outlined(), fill=True).image[14, 14] > 0.5


def test_a_drawing_that_its_maker_filled_stays_as_it_is():
    picture = canvas()
    ImageDraw.Draw(picture).polygon(T_SHIRT, fill="black")
    prepared = prepare(picture)
    assert prepared.kind == "drawing"
    assert prepared.image[14, 14] > 0.99


def test_gaps_in_an_outline_are_bridged():
    open_hem = T_SHIRT[9:] + T_SHIRT[:9]  # from the left of the hem round to its right
    prepared = prepare(outlined(open_hem, closed=False))
    assert prepared.warnings == ()
    assert (prepared.image[inside_t_shirt()] > 0.5).mean() > 0.9


def test_an_outline_that_cannot_be_closed_is_said_so():
    prepared = prepare(outlined([(40, 40), (40, 240)], closed=False))
    assert prepared.warnings == ("The outline could not be closed. Join its ends, or fill it in.",)


def test_a_photo_loses_its_background():
    prepared = prepare(photographed(bedspread()))
    assert prepared.kind == "photo"
    assert prepared.warnings == ()
    found = prepared.image > 0.05
    assert (found == inside_t_shirt()).mean() > 0.93


def test_a_photo_on_white_is_trimmed_to_the_garment():
    white = np.full((280, 280, 3), 252)
    prepared = prepare(photographed(white, noise=1))
    assert prepared.kind == "photo"
    assert ((prepared.image > 0.05) == inside_t_shirt()).mean() > 0.97


def test_lines_on_a_shaded_sheet_are_a_drawing():
    light = np.linspace(1, 0.75, 280)[np.newaxis, :, np.newaxis]
    sheet = np.asarray(outlined(), np.float32) * light * 0.9
    noisy = sheet + np.random.default_rng(1).normal(0, 3, sheet.shape)
    prepared = prepare(Image.fromarray(noisy.clip(0, 255).astype(np.uint8)))
    assert prepared.kind == "drawing"
    assert prepared.image[14, 14] > 0.5


def test_a_garment_like_its_background_is_said_so():
    noise = np.random.default_rng(1).normal(128, 20, (280, 280, 3))
    prepared = prepare(Image.fromarray(noise.clip(0, 255).astype(np.uint8)))
    assert len(prepared.warnings) == 1
    assert "background" in prepared.warnings[0]


def test_mirrored_turns_left_and_right_round():
    boot = [(60, 40), (130, 40), (140, 150), (250, 190), (250, 230), (60, 230)]
    image, mirrored = (prepare(outlined(boot), mirrored=turn).image for turn in (False, True))
    assert np.abs(image - mirrored).mean() > 0.1
    assert np.abs(image - mirrored[:, ::-1]).mean() < 0.03


def test_only_what_is_in_the_crop_box_counts():
    picture = Image.new("RGB", (560, 280), "white")
    picture.paste(outlined(), (0, 0))
    ImageDraw.Draw(picture).ellipse((330, 50, 500, 220), outline="black", width=8)
    cropped = prepare(picture, crop=(0, 0, 0.5, 1)).image
    assert np.abs(cropped - prepare(outlined()).image).mean() < 0.02


def test_a_crop_box_without_area_is_refused():
    with pytest.raises(UnusableImage, match="crop leaves nothing"):
        prepare(outlined(), crop=(0.5, 0, 0.5, 1))


@pytest.mark.parametrize("color", ["white", "black", "gray"])
def test_an_empty_picture_is_refused(color):
    with pytest.raises(UnusableImage, match="nothing here"):
        prepare(canvas(color))


def test_a_dot_is_refused():
    picture = canvas()
    ImageDraw.Draw(picture).ellipse((100, 100, 110, 110), fill="black")
    with pytest.raises(UnusableImage, match="dot"):
        prepare(picture)


def test_every_step_can_be_shown():
    for picture in (outlined(), photographed(bedspread())):
        steps = prepare(picture).steps
        assert 3 <= len(steps) <= 6
        assert len({step.title for step in steps}) == len(steps)
        assert all(step.picture.dtype == np.uint8 for step in steps)
        assert steps[-1].picture.shape == (28, 28)


def test_the_longest_side_is_28_and_the_box_is_centered():
    image = center(np.ones((100, 50), np.float32))
    rows, columns = np.nonzero(image)
    assert (rows.min(), rows.max()) == (0, 27)
    assert (columns.min(), columns.max()) == (7, 20)


def test_a_transparent_canvas_counts_as_white():
    drawn = np.asarray(outlined().convert("L"))
    canvas_like = np.zeros((280, 280, 4), np.uint8)
    canvas_like[..., 3] = 255 - drawn
    image = prepare(Image.fromarray(canvas_like)).image
    assert np.abs(image - prepare(outlined()).image).mean() < 0.01
