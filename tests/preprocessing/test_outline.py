import cv2
import numpy as np
import pytest

from cnn.preprocessing import outline
from cnn.preprocessing.background import find_background

Point = tuple[int, int]


def lines(*points: Point, width: int = 4, closed: bool = False, side: int = 140) -> np.ndarray:
    picture = np.zeros((side, side), np.uint8)
    cv2.polylines(picture, [np.array(points, np.int32)], closed, 1, width)
    drawn: np.ndarray = picture > 0
    return drawn


def find_ink(color: np.ndarray) -> np.ndarray | None:
    return outline.find_ink(color, find_background(color))


SQUARE: tuple[Point, ...] = ((20, 20), (120, 20), (120, 120), (20, 120))


def test_lines_are_an_outline_and_areas_are_not() -> None:
    square = lines(*SQUARE, closed=True)
    assert outline.is_outline(square)
    assert not outline.is_outline(outline.fill_holes(square))


def test_holes_are_filled_and_the_outside_is_not() -> None:
    filled = outline.fill_holes(lines(*SQUARE, closed=True))
    assert filled[70, 70]
    assert filled[20, 70]
    assert not filled[5, 5]


def test_holes_at_the_edge_of_the_picture_are_filled() -> None:
    assert outline.fill_holes(lines((0, 0), (139, 0), (139, 139), (0, 139), closed=True)).all()


def test_an_area_that_is_open_at_the_edge_of_the_picture_is_no_hole() -> None:
    u_shape = lines((40, 139), (40, 60), (100, 60), (100, 139))
    np.testing.assert_array_equal(outline.fill_holes(u_shape), u_shape)


def test_an_area_between_lines_that_touch_at_corners_is_a_hole() -> None:
    diamond = np.array([[0, 1, 0], [1, 0, 1], [0, 1, 0]], bool)
    assert outline.fill_holes(diamond).sum() == 5


@pytest.mark.parametrize("width", [1, 3, 9])
def test_a_line_has_two_end_points(width: int) -> None:
    (left, left_y), (right, right_y) = sorted(
        outline.end_points(lines((20, 70), (120, 70), width=width))
    )
    assert left == pytest.approx(20, abs=5)
    assert right == pytest.approx(120, abs=5)
    assert left_y == pytest.approx(70, abs=5)
    assert right_y == pytest.approx(70, abs=5)


def test_a_line_along_the_edge_of_the_picture_has_two_end_points() -> None:
    assert sorted(outline.end_points(lines((0, 0), (0, 139), width=1))) == [(0, 0), (0, 139)]


def test_a_ring_has_no_end_points() -> None:
    assert outline.end_points(lines(*SQUARE, closed=True)) == []


def test_a_missing_side_is_bridged() -> None:
    three_sides = lines(SQUARE[3], SQUARE[0], SQUARE[1], SQUARE[2])
    assert outline.fill_holes(three_sides).sum() == three_sides.sum()
    bridged, closed = outline.close_outline(three_sides)
    assert closed
    assert outline.fill_holes(bridged)[30:110, 30:110].all()
    assert bridged[three_sides].all()


def test_several_gaps_are_bridged_where_no_single_bridge_encloses_anything() -> None:
    gaps = lines(*SQUARE, closed=True)
    gaps[50:90] = False  # in the left and the right side
    bridged, closed = outline.close_outline(gaps)
    assert closed
    assert outline.fill_holes(bridged)[30:110, 30:110].all()
    assert not bridged[30:110, 30:110].any()


def test_a_closed_outline_is_not_bridged() -> None:
    square = lines(*SQUARE, closed=True)
    bridged, closed = outline.close_outline(square)
    assert closed
    assert (bridged != square).sum() <= 4  # its corners are rounded


@pytest.mark.parametrize("width", [1, 2, 5])
def test_a_narrow_gap_is_closed(width: int) -> None:
    square = lines((40, 40), (240, 40), (240, 240), (40, 240), width=8, closed=True, side=280)
    square[:140, 140 : 140 + width] = False
    bridged, closed = outline.close_outline(square)
    assert closed
    assert outline.fill_holes(bridged)[60:220, 60:220].all()


def test_a_line_that_stops_short_of_another_is_joined_to_it_rather_than_to_its_end() -> None:
    drawn = lines((20, 135), (20, 20), (120, 20), (120, 100), (28, 100))
    bridged, closed = outline.close_outline(drawn)
    assert closed
    assert outline.fill_holes(bridged)[30:90, 30:110].all()
    assert bridged[106:, 24:].sum() < 20


def test_a_short_gap_is_bridged_though_the_outline_is_closed_elsewhere() -> None:
    bag = lines((20, 50), (120, 50), (120, 120), (20, 120), closed=True)
    handle = lines((40, 50), (40, 20), (64, 20)) | lines((76, 20), (100, 20), (100, 50))
    bridged, closed = outline.close_outline(bag | handle)
    assert closed
    assert outline.fill_holes(bridged)[26:46, 46:94].all()


def test_a_long_gap_stays_open_if_the_outline_is_closed_elsewhere() -> None:
    bag = lines((20, 50), (120, 50), (120, 120), (20, 120), closed=True)
    strap = lines((40, 50), (40, 10)) | lines((90, 10), (90, 50))
    bridged, closed = outline.close_outline(bag | strap)
    assert closed
    assert not outline.fill_holes(bridged)[30, 65]


def test_closing_gaps_does_not_widen_lines_along_the_edge() -> None:
    square = lines((1, 0), (138, 0), (138, 139), (1, 139), width=1, closed=True)
    bridged, _ = outline.close_outline(square)
    assert not bridged[10:130, 0].any()
    assert not bridged[10:130, -1].any()


def test_a_line_that_encloses_nothing_is_not_closed() -> None:
    _, closed = outline.close_outline(lines((20, 70), (120, 70)))
    assert not closed


def test_two_dots_are_not_closed() -> None:
    dots = np.zeros((280, 280), bool)
    dots[0, 0] = dots[-1, -1] = True
    bridged, closed = outline.close_outline(dots)
    assert not closed
    np.testing.assert_array_equal(bridged, dots)


def test_a_flat_mark_is_a_drawing_and_a_texture_is_not() -> None:
    rng = np.random.default_rng(1)
    flat = np.full((140, 140, 3), 255, np.uint8)
    flat[40:100, 40:100] = (30, 30, 200)
    assert find_ink(flat) is not None
    textured = flat.copy()
    textured[40:100, 40:100] = rng.integers(40, 90, (60, 60, 3))
    assert find_ink(textured) is None
    assert find_ink(rng.integers(0, 255, (140, 140, 3), dtype=np.uint8)) is None


def test_ink_is_the_distance_to_a_plain_background() -> None:
    picture = np.full((140, 140, 3), 255, np.uint8)
    picture[40:100, 40:100] = (255, 51, 255)
    ink = find_ink(picture)
    assert ink is not None
    assert ink.dtype == np.float32
    assert ink[0, 0] == 0
    assert ink[70, 70] == pytest.approx(0.8)


def noisy(drawn: np.ndarray, pen: np.ndarray | int) -> np.ndarray:
    """A drawing on light gray with the noise of a JPEG."""
    gray = np.where(drawn, pen, 240) + np.random.default_rng(1).normal(0, 2, drawn.shape)
    return np.repeat(gray.clip(0, 255).astype(np.uint8)[..., np.newaxis], 3, axis=2)


def test_a_noisy_outline_is_a_drawing_and_a_noisy_area_is_a_photo() -> None:
    square = lines(*SQUARE, closed=True)
    assert find_ink(noisy(square, pen=30)) is not None
    assert find_ink(noisy(outline.fill_holes(square), pen=30)) is None


def test_a_noisy_outline_of_many_tones_is_a_photo() -> None:
    square = lines(*SQUARE, closed=True)
    assert find_ink(noisy(square, pen=np.linspace(30, 180, 140))) is None


SHADOW = np.linspace(230, 170, 280)

Color = tuple[int, int, int]


def square_on_paper(light: np.ndarray = SHADOW, pen: Color = (30, 30, 30)) -> np.ndarray:
    """Thin lines on a sheet whose brightness, float (280,), changes from left to right."""
    sheet = np.tile(light[:, np.newaxis], (280, 1, 3)).astype(np.uint8)
    return cv2.rectangle(sheet, (40, 40), (240, 240), pen, 3).astype(np.uint8)


@pytest.mark.parametrize("pen", [(30, 30, 30), (220, 30, 30), (40, 60, 240)])
def test_lines_on_paper_with_a_shadow_are_a_drawing_and_the_shadow_is_not_ink(pen: Color) -> None:
    color = square_on_paper(pen=pen)
    assert find_background(color) is None
    ink = find_ink(color)
    assert ink is not None
    assert ink.dtype == np.float32
    assert ink[100, 38:43].max() > 0.7
    assert ink[60:220, 60:220].max() == 0


@pytest.mark.parametrize("light", [np.linspace(100, 70, 280), np.linspace(250, 100, 280)])
def test_lines_on_dark_or_very_unevenly_lit_paper_are_a_photo(light: np.ndarray) -> None:
    assert find_ink(square_on_paper(light)) is None


@pytest.mark.parametrize("side, spacing", [(120, 120), (28, 60)])
def test_areas_on_paper_are_a_photo(side: int, spacing: int) -> None:
    color = square_on_paper()
    for top in range(60, 200, spacing):
        for left in range(60, 200, spacing):
            color[top : top + side, left : left + side] //= 4
    assert find_ink(color) is None


def test_striped_cloth_is_a_photo() -> None:
    color = square_on_paper()
    for left in range(0, 280, 20):
        color[:, left : left + 8] //= 4
    assert find_ink(color) is None


def test_wrinkled_cloth_is_a_photo() -> None:
    color = square_on_paper()
    color[60:220:8, 60:220] = color[60:220:8, 60:220] * 0.8
    assert find_ink(color) is None
