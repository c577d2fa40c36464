import numpy as np
import pytest

from cnn.data.labels import CLASS_NAMES
from tools.surroundings import body, color, ground, hanger, noise, stripes

MASK = np.zeros((120, 100), bool)
MASK[30:100, 25:75] = True


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(1)


def test_colors_and_noise_are_in_range(rng: np.random.Generator) -> None:
    colors = np.stack([color(rng) for _ in range(200)])
    assert colors.shape == (200, 3)
    assert colors.min() > -0.1 and colors.max() < 1.1
    assert np.abs(noise(rng, MASK.shape, 5)).mean() < 1.5
    assert np.abs(stripes(rng, MASK.shape)).max() <= 1


@pytest.mark.parametrize("plain", [True, False])
def test_a_ground_fills_the_picture(plain: bool, rng: np.random.Generator) -> None:
    for _ in range(30):
        picture = ground(rng, MASK.shape, plain)
        assert picture.shape == (120, 100, 3)
        assert picture.min() >= 0 and picture.max() <= 1


@pytest.mark.parametrize("name", CLASS_NAMES)
def test_whoever_wears_a_garment_is_seen_beside_it(name: str, rng: np.random.Generator) -> None:
    wall = np.full((120, 100, 3), 0.5, np.float32)
    worn = body(rng, wall, MASK, name)
    changed = np.abs(worn - wall).max(axis=2) > 0.1
    assert changed[~MASK].any()
    assert worn.shape == wall.shape


def test_a_hanger_shows_above_the_garment(rng: np.random.Generator) -> None:
    wall = np.full((120, 100, 3), 0.5, np.float32)
    hung = hanger(rng, wall, MASK)
    assert (hung != wall)[:30].any()
    np.testing.assert_array_equal(wall, 0.5)
