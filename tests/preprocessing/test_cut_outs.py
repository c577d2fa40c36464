import numpy as np
import pytest

from cnn.preprocessing.background import find_background
from cnn.preprocessing.cut_outs import INSET, CutOut, cut_outs, find_skin
from cnn.preprocessing.segmentation import segment_garment
from tests.preprocessing.garment_pictures import bedspread, photographed

SKIN = (224, 172, 138)
BLUE, RED = (40, 60, 150), (170, 40, 50)
T_SHIRT = slice(80, 180), slice(90, 190)


def worn() -> np.ndarray:
    """A blue T-shirt before a white wall, with a head, arms and red trousers."""
    color = np.full((280, 280, 3), 250, np.uint8)
    color[30:80, 120:160] = SKIN
    color[80:200, 60:90] = color[80:200, 190:220] = SKIN
    color[180:215, 100:180] = RED
    color[T_SHIRT] = BLUE
    noise = np.random.default_rng(1).normal(0, 3, color.shape)
    return (color + noise).clip(0, 255).astype(np.uint8)


def ways(color: np.ndarray) -> dict[str, CutOut]:
    return {found.title: found for found in cut_outs(color, find_background(color))}


def test_the_first_way_is_that_of_the_segmentation() -> None:
    color = np.asarray(photographed(bedspread()))
    first = next(cut_outs(color, None))
    mask, plausible = segment_garment(color, None)
    np.testing.assert_array_equal(first.mask, mask)
    assert first.plausible == plausible
    assert color[first.part].shape == color.shape


def test_every_way_has_a_title_of_its_own_and_finds_something() -> None:
    color = worn()
    found = list(cut_outs(color, find_background(color)))
    assert len({each.title for each in found}) == len(found) == 7
    for each in found:
        assert each.mask.any()
        assert each.mask.shape == color[each.part].shape[:2]


def test_a_person_is_taken_for_garment_until_skin_is_left_out() -> None:
    found = ways(worn())
    assert found["Usual way"].mask[100:180, 65:85].mean() > 0.9
    without = found["Without skin"].mask
    assert without[100:180, 65:85].mean() < 0.1
    assert without[35:75, 125:155].mean() < 0.1
    assert without[T_SHIRT].mean() > 0.9


def test_the_colors_of_the_middle_leave_out_other_garments() -> None:
    cloth = ways(worn())["Colors of the middle"].mask
    assert cloth[T_SHIRT].mean() > 0.85
    assert cloth[185:210, 105:175].mean() < 0.1


def test_without_a_person_nothing_is_left_out() -> None:
    color = np.full((280, 280, 3), 250, np.uint8)
    color[T_SHIRT] = BLUE
    assert "Without skin" not in ways(color)


def test_the_inner_part_leaves_out_as_much_on_each_side() -> None:
    rows, columns = ways(worn())["All of the inner part"].part
    margin = round(280 * INSET)
    assert (rows, columns) == (slice(margin, 280 - margin),) * 2


@pytest.mark.parametrize(
    "color", [(255, 219, 190), SKIN, (198, 134, 100), (141, 85, 56), (90, 56, 40)]
)
def test_skin_is_found_whatever_its_tone(color: tuple[int, int, int]) -> None:
    assert find_skin(np.full((20, 20, 3), color, np.uint8)).all()


@pytest.mark.parametrize(
    "color", [(255, 255, 255), (0, 0, 0), (128, 128, 128), BLUE, (60, 140, 60)]
)
def test_cloth_is_not_taken_for_skin(color: tuple[int, int, int]) -> None:
    assert not find_skin(np.full((20, 20, 3), color, np.uint8)).any()


@pytest.mark.parametrize("shape", [(1, 280), (280, 1), (1, 1), (2, 280), (3, 280)])
def test_a_sliver_can_be_cut_out_too(shape: tuple[int, int]) -> None:
    noise = np.random.default_rng(1).integers(0, 255, (*shape, 3), dtype=np.uint8)
    for found in cut_outs(noise, None):
        assert found.mask.shape == noise[found.part].shape[:2]
