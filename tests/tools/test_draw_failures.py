import numpy as np
import pytest
from PIL import Image

from cnn.data.dataset import Garments, generate
from cnn.errors import UnusableImage
from cnn.nn.classifier import Recognition
from tools.draw_failures import EACH, Failure, failures, figure, photos, sketches


@pytest.fixture(scope="module")
def garments() -> Garments:
    return generate().validation.first(12)


def saying(label: int) -> Recognition:
    return Recognition(np.zeros((28, 28), np.float32), False, np.eye(10, dtype=np.float32)[label])


def test_garments_are_outlined_in_black_on_white(garments: Garments) -> None:
    drawn = list(sketches(garments))
    assert len(drawn) == len(garments)
    for picture in drawn:
        pixels = np.asarray(picture)
        assert pixels.min() < 60
        assert 0.6 < (pixels > 200).mean() < 0.99


def test_photos_are_composed_of_the_garments(garments: Garments) -> None:
    composed = [picture for picture in photos(garments) if picture is not None]
    assert len(composed) > 8
    assert all(picture.mode == "RGB" for picture in composed)


def test_the_first_failures_are_found_and_the_pictures_counted() -> None:
    pictures: list[Image.Image | None] = [Image.new("L", (9, 9), number) for number in range(30)]
    pictures[3] = None

    def recognize(picture: Image.Image) -> Recognition:
        number = picture.getpixel((0, 0))
        assert isinstance(number, int)
        if number == 5:
            raise UnusableImage("")
        return saying(number % 2)

    found, seen = failures(iter(pictures), np.zeros(30, int), recognize)
    assert [failure.picture.getpixel((0, 0)) for failure in found] == [1, 7, 9, 11, 13, 15, 17, 19]
    assert len(found) == EACH
    assert seen == 20 - 2  # one was no picture, one could not be used


def test_the_figure_shows_each_picture_above_what_the_network_saw() -> None:
    found = [Failure(Image.new("RGB", (40, 40)), saying(1), label=3) for _ in range(EACH)]
    parts = figure({"drawings": found, "photos": found}).subfigs
    assert [part.get_suptitle() for part in parts] == ["drawings", "photos"]
    for part in parts:
        assert len(part.axes) == 2 * EACH
        assert all(axis.images for axis in part.axes)
        assert part.axes[0].get_title() == "Dress"
        assert part.axes[EACH].get_title() == "Trouser 100%"
