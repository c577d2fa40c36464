import numpy as np
import pytest
import tensorflow as tf

from cnn.data.labels import CLASS_NAMES
from cnn.nn.augmentation.inner_lines import LINES, inner_lines
from tests.nn.augmentation.garment_variants import block, stream

PLACE = block(slice(4, 24), slice(6, 22))


def drawn(name: str, place: np.ndarray = PLACE) -> np.ndarray:
    """Float32 (400, 28, 28): lines inside garments of one class."""
    masks = tf.constant(np.tile(place, (400, 1, 1)))
    labels = tf.fill((400,), CLASS_NAMES.index(name))
    result: np.ndarray = inner_lines(masks, labels, stream()).numpy()
    return result


def test_each_class_has_its_lines_in_the_bounding_box() -> None:
    assert list(LINES) == list(CLASS_NAMES)
    for lines in LINES.values():
        for line in lines:
            assert 0 < line.probability < 1
            for x, y in (line.start, line.end):
                assert -1 <= x <= 1
                assert 0 <= y <= 1


def test_lines_are_between_0_and_1() -> None:
    lines = drawn("Coat")
    assert lines.shape == (400, 28, 28)
    assert lines.min() == 0
    assert 0.9 < lines.max() <= 1


def test_sandals_have_none() -> None:
    assert drawn("Sandal").max() == 0


def across(name: str, rows: slice = slice(10, 22)) -> np.ndarray:
    """How often there is a line in each column of these rows, most of the way down."""
    return np.asarray(((drawn(name)[:, rows] > 0.5).mean(axis=1) > 0.8).mean(axis=0))


def test_most_coats_have_a_front_and_no_pullover_has_one() -> None:
    front = slice(11, 17)
    assert across("Coat")[front].sum() > 0.8
    assert across("Pullover")[front].sum() < 0.02


def test_shirts_have_buttons_where_coats_have_a_line() -> None:
    middle = drawn("Shirt")[:, 10:22, 12:16].max(axis=2) > 0.5
    changes = np.abs(np.diff(middle.astype(int), axis=1)).sum(axis=1)
    assert (changes >= 4).mean() > 0.25
    assert (middle.mean(axis=1) > 0.95).mean() < 0.01


def test_lines_on_both_sides_are_mirrored_at_the_middle_of_the_garment() -> None:
    for place in (PLACE, np.roll(PLACE, 4, axis=1)):
        middle = int(np.flatnonzero(place.any(axis=0)).mean() + 0.5)
        lines = drawn("T-shirt/top", place)
        left, right = lines[:, :, middle - 6 : middle], lines[:, :, middle : middle + 6]
        np.testing.assert_allclose(left, right[:, :, ::-1], atol=1e-5)
        assert left.max() > 0.9


def test_they_follow_the_garment_in_place_and_size() -> None:
    low = drawn("Sneaker", block(slice(16, 24), slice(None)))
    assert (low[:, :14] > 0.5).mean() < 0.01
    assert (low[:, 16:25] > 0.5).mean() > 0.05


def test_a_line_is_drawn_with_its_probability() -> None:
    there = drawn("Dress")[:, 9:16].max(axis=(1, 2)) > 0.5
    assert there.mean() == pytest.approx(0.6, abs=0.08)
