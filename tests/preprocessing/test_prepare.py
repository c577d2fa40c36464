import numpy as np
import pytest
from PIL import Image, ImageDraw

from cnn.errors import UnusableImage
from cnn.preprocessing.prepare import prepare, resize_and_center
from tests.preprocessing.garment_pictures import (
    bedspread,
    canvas,
    outlined,
    photographed,
)


@pytest.mark.parametrize("picture", [outlined(), photographed(bedspread())])
def test_the_image_is_an_input_of_the_network(picture: Image.Image) -> None:
    image = prepare(picture).image
    assert image.shape == (28, 28)
    assert image.dtype == np.float32
    assert image.min() == 0
    assert 0.5 < image.max() <= 1


def test_the_last_step_is_exactly_the_image() -> None:
    prepared = prepare(outlined())
    np.testing.assert_array_equal(
        prepared.steps[-1].picture.astype(np.float32) / 255, prepared.image
    )


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
