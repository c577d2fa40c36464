import itertools

import numpy as np
import pytest

from cnn.data import synthetic
from cnn.evaluation import corruptions
from cnn.evaluation.corruptions import CORRUPTIONS, STRENGTHS, Corruption
from tests.conftest import striped_garments

IMAGES = striped_garments(4, seed=5).images.astype(np.float32) / 255

GARMENTS = synthetic.draw(20, seed=1)[0].astype(np.float32) / 255

BY_NAME = {kind.name: kind for kind in CORRUPTIONS}

each_kind = pytest.mark.parametrize("kind", CORRUPTIONS, ids=lambda kind: kind.name)


def rng(seed: int = 0) -> np.random.Generator:
    return np.random.default_rng(seed)


def of(name: str, images: np.ndarray, strength: int = 1) -> np.ndarray:
    return BY_NAME[name].of(images, strength, rng())


def dot(row: int, column: int) -> np.ndarray:
    images = np.zeros((1, 28, 28), np.float32)
    images[0, row, column] = 1
    return images


@each_kind
def test_every_kind_keeps_shape_dtype_and_range(kind: Corruption) -> None:
    before = IMAGES.copy()
    for strength in STRENGTHS:
        changed = kind.of(IMAGES, strength, rng())
        assert changed.shape == IMAGES.shape
        assert changed.dtype == np.float32
        assert changed.min() >= 0
        assert changed.max() <= 1
    np.testing.assert_array_equal(IMAGES, before)


@each_kind
def test_the_distance_to_the_original_grows_with_the_strength(kind: Corruption) -> None:
    distances = [
        float(np.abs(kind.of(GARMENTS, strength, rng()) - GARMENTS).mean())
        for strength in kind.strengths
    ]
    assert distances[0] > 0
    assert all(low < high for low, high in itertools.pairwise(distances))


@each_kind
def test_the_same_seed_has_the_same_result(kind: Corruption) -> None:
    one, other = (kind.of(IMAGES, 3, rng(7)) for _ in range(2))
    np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize("name", ["Shift", "Turn", "Slant", "Noise", "Specks"])
def test_another_seed_has_another_result(name: str) -> None:
    one, other = (BY_NAME[name].of(IMAGES, 3, rng(seed)) for seed in (1, 2))
    assert (one != other).any()


def test_mirroring_or_inverting_twice_changes_nothing() -> None:
    for name in ("Mirror", "Invert"):
        np.testing.assert_allclose(of(name, of(name, IMAGES)), IMAGES, atol=1e-6)
    np.testing.assert_array_equal(of("Mirror", dot(3, 0)), dot(3, 27))
    np.testing.assert_array_equal(of("Invert", np.zeros((1, 28, 28))), np.ones((1, 28, 28)))


def test_a_shift_moves_all_pixels_to_one_of_four_sides_and_drops_what_leaves() -> None:
    moved = of("Shift", np.repeat(dot(10, 20), 40, axis=0), 3)
    places = {tuple(map(int, np.argwhere(image)[0])) for image in moved}
    assert places == {(7, 17), (7, 23), (13, 17), (13, 23)}
    np.testing.assert_array_equal(moved.sum(axis=(1, 2)), 1)
    corner = of("Shift", np.repeat(dot(0, 0), 40, axis=0), 5)
    assert sorted(set(corner.sum(axis=(1, 2)))) == [0, 1]
    assert {tuple(map(int, place)) for place in np.argwhere(corner)[:, 1:]} == {(5, 5)}


def test_a_quarter_turn_is_that_of_numpy() -> None:
    turned = corruptions.turn(IMAGES, 90, rng())
    for image, original in zip(turned, IMAGES, strict=True):
        sides = [np.rot90(original), np.rot90(original, -1)]
        assert any(np.allclose(image, side, atol=1e-5) for side in sides)


def test_a_slant_moves_the_rows_above_the_center_to_one_side_and_the_others_to_the_other() -> None:
    column = np.zeros((20, 28, 28), np.float32)
    column[:, :, 13:15] = 1
    middle = (corruptions.slant(column, 0.5, rng()) * np.arange(28)).sum(axis=2) / 2
    for rows in middle:
        # Rows are half a pixel apart from each other, and nine rows from the center 4.5 pixels.
        assert abs(rows[4] - 13.5) == pytest.approx(4.75, abs=0.05)
        assert rows[4] - 13.5 == pytest.approx(13.5 - rows[23], abs=0.05)
    assert len(set(middle[:, 4].round())) == 2


def test_shrinking_keeps_the_center_and_leaves_a_share_of_the_area() -> None:
    half = of("Shrink", np.ones((1, 28, 28), np.float32), 5)
    rows, columns = np.nonzero(half[0])
    assert rows.mean() == pytest.approx(13.5)
    assert columns.mean() == pytest.approx(13.5)
    assert half.mean() == pytest.approx(0.25, abs=0.02)


def test_blur_is_a_gaussian_within_each_image() -> None:
    blurred = of("Blur", np.concatenate([dot(14, 14), np.zeros((1, 28, 28), np.float32)]), 3)
    assert blurred[0].sum() == pytest.approx(1, abs=1e-3)
    assert blurred[0, 14, 15] / blurred[0, 14, 14] == pytest.approx(np.exp(-0.5), abs=1e-3)
    assert blurred[1].max() == 0


def test_motion_spreads_a_pixel_over_its_row() -> None:
    moved = of("Motion", dot(14, 14), 2)
    np.testing.assert_allclose(moved[0, 14, 12:17], 0.2, atol=1e-6)
    assert moved.sum() == pytest.approx(1)


def test_noise_has_its_standard_deviation() -> None:
    gray = np.full((50, 28, 28), 0.5, np.float32)
    assert (of("Noise", gray, 2) - 0.5).std() == pytest.approx(0.12, rel=0.03)


def test_specks_are_as_many_as_they_should_be_half_of_them_dark() -> None:
    gray = np.full((50, 28, 28), 0.5, np.float32)
    specks = of("Specks", gray, 5)
    assert (specks == 0).mean() == pytest.approx(0.135, abs=0.01)
    assert (specks == 1).mean() == pytest.approx(0.135, abs=0.01)
    assert (specks == 0.5).mean() == pytest.approx(0.73, abs=0.01)


def test_darkening_adds_and_fading_scales_around_the_mean() -> None:
    np.testing.assert_allclose(of("Darken", IMAGES, 2), np.minimum(1, IMAGES + 0.2), atol=1e-6)
    faded = of("Fade", IMAGES, 5)
    np.testing.assert_allclose(faded.mean(axis=(1, 2)), IMAGES.mean(axis=(1, 2)), atol=1e-5)
    np.testing.assert_allclose(faded.std(axis=(1, 2)), 0.1 * IMAGES.std(axis=(1, 2)), rtol=1e-3)


def test_a_kind_without_degrees_has_one_strength() -> None:
    assert BY_NAME["Mirror"].strengths == (1,)
    assert BY_NAME["Mirror"].at(5) == 1
    assert BY_NAME["Mirror"].in_words(5) == "Mirror"
    assert BY_NAME["Turn"].at(5) == 5
    assert BY_NAME["Turn"].in_words(2) == "Turn by 20°"
