import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageOps

from cnn.errors import UnusableImage
from cnn.preprocessing.prepare import GARMENT_MEAN, GARMENT_STD, prepare, resize_and_center

Points = list[tuple[int, int]]

T_SHIRT: Points = [
    (60, 60), (110, 50), (140, 70), (170, 50), (220, 60), (260, 120), (220, 140), (205, 110),
    (205, 240), (75, 240), (75, 110), (60, 140), (20, 120),
]  # fmt: skip

OPEN_HEM: Points = T_SHIRT[9:] + T_SHIRT[:9]
"""From the left end of the hem round to its right end."""


def canvas(color: str = "white") -> Image.Image:
    return Image.new("RGB", (280, 280), color)


def outlined(
    points: Points = T_SHIRT,
    pen: str = "black",
    background: str = "white",
    width: int = 8,
    closed: bool = True,
) -> Image.Image:
    picture = canvas(background)
    ends = [*points, points[0]] if closed else points
    ImageDraw.Draw(picture).line(ends, fill=pen, width=width, joint="curve")
    return picture


def photographed(background: np.ndarray, noise: float = 6) -> Image.Image:
    """A blue T-shirt with folds on a background (280, 280, 3), with the noise of a camera."""
    rng = np.random.default_rng(1)
    mask = canvas("black")
    ImageDraw.Draw(mask).polygon(T_SHIRT, fill="white")
    inside = np.asarray(mask.convert("L"))[..., np.newaxis] > 0
    folds = 20 * np.sin(np.arange(280) / 9)[np.newaxis, :, np.newaxis]
    color = np.where(inside, np.array((60, 60, 160)) + folds, background)
    color = color + rng.normal(0, noise, color.shape)
    return Image.fromarray(color.clip(0, 255).astype(np.uint8))


def bedspread() -> np.ndarray:
    """Stripes in two colors, brighter on the left."""
    stripes = (np.arange(280) // 20 % 2)[:, np.newaxis, np.newaxis]
    light = np.linspace(1, 0.7, 280)[np.newaxis, :, np.newaxis]
    return np.where(stripes, [200, 80, 90], [225, 190, 150]) * light


def inside_t_shirt() -> np.ndarray:
    mask = canvas("black")
    ImageDraw.Draw(mask).polygon(T_SHIRT, fill="white")
    trimmed = np.asarray(mask.convert("L"))[50:241, 20:261] / np.float32(255)
    return np.asarray(resize_and_center(trimmed) > 0.5)


@pytest.mark.parametrize("picture", [outlined(), photographed(bedspread())])
def test_the_image_is_an_input_of_the_network(picture: Image.Image) -> None:
    image = prepare(picture).image
    assert image.shape == (28, 28)
    assert image.dtype == np.float32
    assert image.min() == 0
    assert 0.5 < image.max() <= 1


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


def test_a_filled_drawing_is_as_bright_as_a_garment_of_the_dataset() -> None:
    image = prepare(outlined()).image
    assert image[14, 14] == pytest.approx(GARMENT_MEAN)
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
    assert prepared.image[14, 14] > 0.99
    assert [step.title for step in prepared.steps] == [
        "Your drawing",
        "Trimmed and inverted",
        "28x28, centered",
    ]
    filled = prepare(picture, fill=True)
    assert "Outline filled" in [step.title for step in filled.steps]
    assert filled.warnings == ()


def test_a_hollow_drawing_with_a_broad_brush_is_filled() -> None:
    ring = canvas()
    ImageDraw.Draw(ring).ellipse((20, 20, 260, 260), outline="black", width=40)
    assert prepare(ring).image[14, 14] == pytest.approx(GARMENT_MEAN)


def test_gaps_in_an_outline_are_bridged() -> None:
    prepared = prepare(outlined(OPEN_HEM, closed=False))
    assert prepared.warnings == ()
    assert (prepared.image[inside_t_shirt()] > 0.5).mean() > 0.9


def test_an_outline_that_cannot_be_closed_has_a_warning() -> None:
    prepared = prepare(outlined([(40, 40), (40, 240)], closed=False))
    assert prepared.warnings == ("The outline has gaps. Close them, or fill in the garment.",)


def test_a_photo_loses_its_background() -> None:
    prepared = prepare(photographed(bedspread()))
    assert prepared.kind == "photo"
    assert prepared.warnings == ()
    found = prepared.image > 0.05
    assert (found == inside_t_shirt()).mean() > 0.93


def test_a_photo_on_white_is_trimmed_to_the_garment() -> None:
    prepared = prepare(photographed(np.full((280, 280, 3), 252), noise=1))
    assert prepared.kind == "photo"
    assert ((prepared.image > 0.05) == inside_t_shirt()).mean() > 0.97


@pytest.mark.parametrize("value", [110, 220])
def test_the_brightness_and_contrast_of_a_photo_are_those_of_the_dataset(value: int) -> None:
    color = np.array(photographed(np.full((280, 280, 3), 252), noise=1))
    color[110:240, 75:140] = value
    garment = prepare(Image.fromarray(color)).image[inside_t_shirt()]
    assert garment.mean() == pytest.approx(GARMENT_MEAN, abs=0.05)
    assert garment.std() == pytest.approx(GARMENT_STD, abs=0.04)


def test_the_steps_of_a_photo_show_where_the_garment_was_found() -> None:
    photo = photographed(np.zeros((280, 280, 3)), noise=1)
    original, found, trimmed, *_ = (step.picture for step in prepare(photo).steps)
    np.testing.assert_array_equal(original, np.asarray(photo))
    np.testing.assert_array_equal(found[150, 140], original[150, 140])
    assert (found[5, 5] > original[5, 5] + 100).all()
    assert trimmed[-10, 10] == 0  # beside the body, below the sleeve
    assert trimmed[100, 120] > 50


def test_a_dark_part_of_a_garment_is_light() -> None:
    color = np.array(photographed(np.full((280, 280, 3), 252), noise=1))
    color[110:240, 75:140] = 20
    image = prepare(Image.fromarray(color)).image
    assert image[14:24, 8:13].mean() > image[14:24, 16:20].mean() + 0.1


def test_lines_on_a_shaded_sheet_are_a_drawing() -> None:
    light = np.linspace(1, 0.75, 280)[np.newaxis, :, np.newaxis]
    sheet = np.asarray(outlined(), np.float32) * light * 0.9
    noisy = sheet + np.random.default_rng(1).normal(0, 3, sheet.shape)
    prepared = prepare(Image.fromarray(noisy.clip(0, 255).astype(np.uint8)))
    assert prepared.kind == "drawing"
    assert prepared.image[14, 14] > 0.5


def test_a_garment_that_cannot_be_told_apart_from_its_background_has_a_warning() -> None:
    noise = np.random.default_rng(1).normal(128, 20, (280, 280, 3))
    prepared = prepare(Image.fromarray(noise.clip(0, 255).astype(np.uint8)))
    assert len(prepared.warnings) == 1
    assert "plain background" in prepared.warnings[0]
    assert (prepared.image > 0).all()


def test_mirrored_flips_left_and_right() -> None:
    boot = [(60, 40), (130, 40), (140, 150), (250, 190), (250, 230), (60, 230)]
    image, mirrored = (prepare(outlined(boot), mirrored=flip).image for flip in (False, True))
    assert np.abs(image - mirrored).mean() > 0.1
    assert np.abs(image - mirrored[:, ::-1]).mean() < 0.03


def test_only_the_crop_counts() -> None:
    picture = Image.new("RGB", (560, 280), "white")
    picture.paste(outlined(), (0, 0))
    ImageDraw.Draw(picture).ellipse((330, 50, 500, 220), outline="black", width=8)
    cropped = prepare(picture, crop=(0, 0, 0.5, 1)).image
    assert np.abs(cropped - prepare(outlined()).image).mean() < 0.02


@pytest.mark.parametrize("color", ["white", "black", "gray"])
def test_an_empty_picture_is_refused(color: str) -> None:
    with pytest.raises(UnusableImage, match="empty"):
        prepare(canvas(color))


def test_a_dot_is_refused() -> None:
    picture = canvas()
    ImageDraw.Draw(picture).ellipse((100, 100, 110, 110), fill="black")
    with pytest.raises(UnusableImage, match="dot"):
        prepare(picture)


def test_a_tiny_picture_that_is_all_garment_is_not_a_dot() -> None:
    picture = Image.new("RGB", (12, 12), "white")
    ImageDraw.Draw(picture).rectangle((0, 3, 11, 8), fill="black")
    assert prepare(picture).image[14, 14] > 0.5


@pytest.mark.parametrize("picture", [outlined(), photographed(bedspread())])
def test_every_step_has_a_title_and_a_picture(picture: Image.Image) -> None:
    steps = prepare(picture).steps
    assert 3 <= len(steps) <= 6
    assert len({step.title for step in steps}) == len(steps)
    assert all(step.picture.dtype == np.uint8 for step in steps)
    assert steps[-1].picture.shape == (28, 28)


def test_the_last_step_is_the_image() -> None:
    prepared = prepare(outlined())
    np.testing.assert_allclose(prepared.steps[-1].picture / 255, prepared.image, atol=0.5 / 255)


def test_the_longest_side_is_28_and_the_bounding_box_is_centered() -> None:
    image = resize_and_center(np.ones((100, 50), np.float32))
    rows, columns = np.nonzero(image)
    assert (rows.min(), rows.max()) == (0, 27)
    assert (columns.min(), columns.max()) == (7, 20)


def test_a_picture_smaller_than_28_is_enlarged() -> None:
    gradient = np.linspace(0.1, 1, 14, dtype=np.float32)
    image = resize_and_center(np.tile(gradient, (7, 1)))
    assert np.count_nonzero(image) == 14 * 28
    assert (np.diff(image[14])[1:-1] > 0).all()


def on_transparent(color: tuple[int, int, int], lines: Image.Image) -> Image.Image:
    """What is black in ``lines`` in a color, the rest transparent."""
    picture = Image.new("RGB", lines.size, color)
    picture.putalpha(ImageOps.invert(lines.convert("L")))
    return picture


def filled(points: Points = T_SHIRT) -> Image.Image:
    picture = canvas()
    ImageDraw.Draw(picture).polygon(points, fill="black")
    return picture


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
    assert ((image > 0.5) == inside_t_shirt()).mean() > 0.98
    for mode in ("LA", "P"):
        assert np.abs(prepare(cut_out.convert(mode)).image - image).mean() < 0.02


def test_a_photo_of_a_garment_that_is_cut_out_is_not_searched_for_it() -> None:
    photo = photographed(bedspread())
    photo.putalpha(ImageOps.invert(filled().convert("L")))
    prepared = prepare(photo)
    assert prepared.kind == "photo"
    assert ((prepared.image > 0.3) == inside_t_shirt()).mean() > 0.98
    assert prepared.image[inside_t_shirt()].std() > 0.05


def test_a_sheet_of_paper_on_transparent_is_not_a_garment() -> None:
    sheet = Image.new("RGBA", (360, 360))
    sheet.paste(outlined(), (40, 40))
    prepared = prepare(sheet)
    assert prepared.kind == "drawing"
    assert np.abs(prepared.image - prepare(outlined()).image).mean() < 0.01


@pytest.mark.parametrize("visible", [0, 1])
def test_a_picture_without_anything_opaque_is_empty(visible: int) -> None:
    with pytest.raises(UnusableImage, match="empty"):
        prepare(Image.new("RGBA", (280, 280), (255, 255, 255, visible)))


def test_a_pale_garment_of_one_tone_is_seen_on_white() -> None:
    picture = canvas("white")
    ImageDraw.Draw(picture).polygon(T_SHIRT, fill=(248, 248, 248))
    assert ((prepare(picture).image > 0.5) == inside_t_shirt()).mean() > 0.97


def test_a_light_garment_on_a_black_ground_is_not_inverted() -> None:
    picture = canvas("black")
    ImageDraw.Draw(picture).polygon(T_SHIRT, fill="white")
    shaded = np.asarray(picture, np.float32) * np.linspace(0.5, 1, 280)[:, np.newaxis, np.newaxis]
    image = prepare(Image.fromarray(shaded.astype(np.uint8))).image
    assert image[24, 14] > image[8, 14] + 0.2


@pytest.mark.parametrize("ground", ["black", "white"])
@pytest.mark.parametrize("side", [28, 56, 140, 560])
def test_an_image_of_the_dataset_as_a_file_keeps_its_shape(ground: str, side: int) -> None:
    image = prepare(photographed(bedspread())).image
    file = Image.fromarray((image * 255).round().astype(np.uint8))
    file = (ImageOps.invert(file) if ground == "white" else file).resize((side, side))
    again = prepare(file)
    assert again.kind == "photo"
    assert again.warnings == ()
    assert ((again.image > 0.3) == (image > 0.3)).mean() > 0.95
    if side == 28:
        np.testing.assert_allclose(again.image, image, atol=0.01)


@pytest.mark.parametrize("side", [40, 140, 280, 1000])
def test_sizes_are_relative_to_the_picture(side: int) -> None:
    image = prepare(outlined(width=16).resize((side, side))).image
    assert np.abs(image - prepare(outlined(width=16)).image).mean() < 0.06
    dot = canvas()
    ImageDraw.Draw(dot).ellipse((100, 100, 110, 110), fill="black")
    with pytest.raises(UnusableImage, match="dot"):
        prepare(dot.resize((side, side)))


def test_a_garment_in_a_screenshot_is_found_below_the_title_bar() -> None:
    screen = Image.new("RGB", (640, 480), "white")
    ImageDraw.Draw(screen).rectangle((0, 0, 640, 40), fill="gray")
    screen.paste(outlined(), (180, 100))
    assert np.abs(prepare(screen).image - prepare(outlined()).image).mean() < 0.06


def test_the_mirror_image_of_a_crop_shows_the_same_part() -> None:
    picture = Image.new("RGB", (560, 280), "white")
    picture.paste(outlined(), (0, 0))
    ImageDraw.Draw(picture).ellipse((330, 50, 500, 220), outline="black", width=8)
    mirrored = prepare(picture, crop=(0, 0, 0.5, 1), mirrored=True).image
    assert np.abs(mirrored - prepare(outlined(), mirrored=True).image).mean() < 0.02
