import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageOps

from cnn.preprocessing.pixels import GARMENT_MEAN, GARMENT_STD
from cnn.preprocessing.prepare import prepare, prepare_in_every_way
from cnn.preprocessing.segmentation import Hint
from tests.preprocessing.garment_pictures import (
    T_SHIRT,
    bedspread,
    canvas,
    filled,
    inside_t_shirt,
    outlined,
    photographed,
)


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


def test_a_garment_that_cannot_be_told_apart_from_its_background_has_a_warning() -> None:
    noise = np.random.default_rng(1).normal(128, 20, (280, 280, 3))
    prepared = prepare(Image.fromarray(noise.clip(0, 255).astype(np.uint8)))
    assert len(prepared.warnings) == 1
    assert "plain background" in prepared.warnings[0]
    assert (prepared.image > 0).all()


def test_a_photo_of_a_garment_that_is_cut_out_is_not_searched_for_it() -> None:
    photo = photographed(bedspread())
    photo.putalpha(ImageOps.invert(filled().convert("L")))
    prepared = prepare(photo)
    assert prepared.kind == "photo"
    assert ((prepared.image > 0.3) == inside_t_shirt()).mean() > 0.98
    assert prepared.image[inside_t_shirt()].std() > 0.05


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


def test_a_photo_is_prepared_in_several_ways_the_usual_one_first() -> None:
    picture = photographed(bedspread())
    ways = list(prepare_in_every_way(picture))
    np.testing.assert_array_equal(ways[0].image, prepare(picture).image)
    assert len(ways) > 2
    assert len({each.title for each in ways}) == len(ways)


def test_two_ways_that_come_to_the_same_are_one() -> None:
    images = [each.image for each in prepare_in_every_way(photographed(bedspread()))]
    for number, image in enumerate(images):
        assert all(np.abs(image - other).mean() > 0.02 for other in images[:number])


def test_what_has_been_marked_or_drawn_is_prepared_in_one_way() -> None:
    hints = np.zeros((28, 28), np.uint8)
    hints[10:18, 10:18] = Hint.GARMENT
    assert len(list(prepare_in_every_way(photographed(bedspread()), hints=hints))) == 1
    assert len(list(prepare_in_every_way(outlined()))) == 1
