import cv2
import numpy as np

from cnn.preprocessing import outline


def lines(*points, width=4, closed=False):
    picture = np.zeros((140, 140), np.uint8)
    cv2.polylines(picture, [np.array(points, np.int32)], closed, 1, width)
    return picture > 0


SQUARE = (20, 20), (120, 20), (120, 120), (20, 120)


def test_lines_are_an_outline_and_areas_are_not():
    assert outline.is_outline(lines(*SQUARE, closed=True))
    assert not outline.is_outline(outline.enclosed(lines(*SQUARE, closed=True)))


def test_what_a_line_encloses_includes_the_line_and_not_the_outside():
    inside = outline.enclosed(lines(*SQUARE, closed=True))
    assert inside[70, 70]
    assert inside[20, 70]
    assert not inside[5, 5]


def test_an_area_at_the_edge_of_the_picture_is_enclosed():
    whole = lines((0, 0), (139, 0), (139, 139), (0, 139), closed=True)
    assert outline.enclosed(whole).all()


def test_thinning_leaves_the_middle_of_a_line_in_one_piece():
    thin = outline.thin(lines((20, 70), (120, 70), width=7))
    assert (thin.sum(axis=0) <= 1).all()
    assert np.abs(np.nonzero(thin)[0] - 70).max() <= 1
    assert thin.sum() > 90


def test_an_open_line_has_two_loose_ends_and_a_ring_none():
    ends = outline.loose_ends(lines((20, 70), (120, 70)))
    assert len(ends) == 2
    assert sorted(x for x, _ in ends)[0] < 30
    assert outline.loose_ends(lines(*SQUARE, closed=True)) == []


def test_a_missing_side_is_bridged_from_end_to_end():
    three_sides = lines(SQUARE[3], SQUARE[0], SQUARE[1], SQUARE[2])
    assert outline.enclosed(three_sides).sum() == three_sides.sum()
    closed, whole = outline.close_outline(three_sides)
    assert whole
    assert outline.enclosed(closed)[30:110, 30:110].all()


def test_a_closed_outline_gets_no_bridges():
    square = lines(*SQUARE, closed=True)
    closed, whole = outline.close_outline(square)
    assert whole
    assert (closed != square).sum() <= 4  # its corners are rounded


def test_a_narrow_gap_is_bridged_where_no_end_is_loose():
    square = lines(*SQUARE, closed=True)
    square[:, 70:72] = False  # through the upper and the lower side
    closed, whole = outline.close_outline(square)
    assert whole
    assert outline.enclosed(closed)[30:110, 30:110].all()


def test_a_line_that_encloses_nothing_is_not_closed():
    _, whole = outline.close_outline(lines((20, 70), (120, 70)))
    assert not whole


def test_a_texture_is_no_drawing_and_a_flat_mark_is():
    rng = np.random.default_rng(1)
    flat = np.full((140, 140, 3), 255, np.uint8)
    flat[40:100, 40:100] = (30, 30, 200)
    assert outline.find_ink(flat) is not None
    textured = flat.copy()
    textured[40:100, 40:100] = rng.integers(40, 90, (60, 60, 3))
    assert outline.find_ink(textured) is None
    assert outline.find_ink(rng.integers(0, 255, (140, 140, 3), dtype=np.uint8)) is None


def test_the_ground_of_a_picture_is_the_color_of_its_edge():
    picture = np.full((50, 40, 3), (10, 200, 30), np.uint8)
    picture[10:40, 10:30] = 0
    np.testing.assert_array_equal(outline.ground_color(picture), (10, 200, 30))
    picture[:, :20] = 255
    assert outline.ground_color(picture) is None
