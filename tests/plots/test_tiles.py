import numpy as np
import pytest

from cnn.plots.tiles import BETWEEN, GAP, NEGATIVE, POSITIVE, colored, columns_of, tiles


def test_white_is_zero_blue_positive_and_orange_negative() -> None:
    colors = colored(np.array([-2.0, -1.0, 0.0, 0.5, 1.0]), 1.0)
    assert colors.dtype == np.uint8
    assert np.array_equal(colors[0], NEGATIVE), "no further than the limit"
    assert np.array_equal(colors[1], NEGATIVE)
    assert np.array_equal(colors[2], (255, 255, 255))
    assert np.array_equal(colors[4], POSITIVE)
    assert (colors[3] > colors[4]).all()


def test_what_is_zero_everywhere_is_white() -> None:
    assert (tiles(np.zeros((3, 3, 1)), 2) == 255).all()


@pytest.mark.parametrize(
    ("count", "columns"), [(1, 1), (10, 4), (32, 8), (64, 8), (100, 10), (128, 16), (256, 16)]
)
def test_tiles_are_in_rows(count: int, columns: int) -> None:
    assert columns_of(count) == columns


def test_each_map_is_a_tile_with_squares_for_its_values() -> None:
    maps = np.zeros((2, 3, 10))
    maps[1, 2, 5] = 4.0  # the second tile of the second row
    picture = tiles(maps, 5)
    rows, columns = 3, 4
    assert picture.shape == (rows * (10 + GAP) - GAP, columns * (15 + GAP) - GAP, 3)
    top, left = (10 + GAP) + 5, (15 + GAP) + 10
    assert (picture[top : top + 5, left : left + 5] == POSITIVE).all()
    assert (picture[top - 1, left] == 255).all()
    assert (picture[10 : 10 + GAP] == BETWEEN).all()
    assert (picture[-1, -1] == BETWEEN).all(), "there is no twelfth map"


def test_the_gap_between_tiles_can_be_wider() -> None:
    picture = tiles(np.zeros((3, 3, 4)), 2, columns=2, gap=5)
    assert picture.shape == (17, 17, 3)
    assert (picture[6:11] == BETWEEN).all() and (picture[5, 5] == 255).all()


def test_all_maps_have_one_scale() -> None:
    maps = np.zeros((1, 1, 4))
    maps[0, 0] = (1, 2, 3, 4)
    blue = [tuple(tiles(maps, 1)[y, x]) for y in (0, 1 + GAP) for x in (0, 1 + GAP)]
    assert blue == sorted(blue, reverse=True)
    assert tuple(tiles(maps, 1, limit=8.0)[1 + GAP, 1 + GAP]) != tuple(POSITIVE)
