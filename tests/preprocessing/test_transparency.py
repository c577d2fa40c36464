import numpy as np
import pytest

from cnn.preprocessing.transparency import flatten, is_cut_out, opacity, trim


def disk(color: tuple[int, int, int] = (200, 30, 40)) -> np.ndarray:
    """A disk of one color, its surroundings transparent, one row and two columns too many."""
    y, x = np.ogrid[-1:1:60j, -1:1:60j]
    rgba = np.zeros((61, 62, 4), np.uint8)
    rgba[1:, 2:, :3] = color
    rgba[1:, 2:, 3] = 255 * (x**2 + y**2 <= 1)
    return rgba


def test_what_is_transparent_all_along_is_trimmed() -> None:
    rgba = disk()
    visible = rgba[..., 3] > 0
    trimmed = trim(rgba)
    assert trimmed[..., 3].any(axis=0).all()
    assert trimmed[..., 3].any(axis=1).all()
    assert (trimmed[..., 3] > 0).sum() == visible.sum()


def test_a_picture_without_anything_visible_is_not_trimmed() -> None:
    assert trim(np.zeros((5, 6, 4), np.uint8)).shape == (5, 6, 4)


def test_a_shape_is_cut_out_and_a_rectangle_is_not() -> None:
    assert is_cut_out(trim(disk()))
    rectangle = np.full((40, 50, 4), 255, np.uint8)
    assert not is_cut_out(rectangle)
    rectangle[:2, :2, 3] = rectangle[-2:, -2:, 3] = 0  # round corners
    assert not is_cut_out(rectangle)


def test_opacity_is_relative_to_the_most_opaque_pixel() -> None:
    rgba = np.zeros((2, 2, 4), np.uint8)
    rgba[0, :, 3] = (50, 100)
    assert opacity(rgba).dtype == np.float32
    np.testing.assert_allclose(opacity(rgba), np.array([[0.5, 1], [0, 0]]))


@pytest.mark.parametrize("tone, ground", [(0, 255), (120, 255), (200, 0), (255, 0)])
def test_a_light_garment_is_shown_on_black_and_a_dark_one_on_white(tone: int, ground: int) -> None:
    color = flatten(disk((tone, tone, tone)))
    assert color.dtype == np.uint8
    assert (color[0] == ground).all()
    assert (color[30, 30] == tone).all()


def test_an_opaque_picture_is_shown_as_it_is() -> None:
    rgba = np.full((3, 4, 4), 255, np.uint8)
    rgba[0, 0, :3] = (1, 2, 3)
    np.testing.assert_array_equal(flatten(rgba), rgba[..., :3])


def test_half_transparent_pixels_are_mixed_with_the_ground() -> None:
    rgba = np.zeros((1, 2, 4), np.uint8)
    rgba[0, :, 3] = (255, 51)
    np.testing.assert_array_equal(flatten(rgba)[0, :, 0], [0, 204])
