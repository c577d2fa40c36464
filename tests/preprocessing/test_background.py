import numpy as np
import pytest

from cnn.preprocessing.background import background_color, distance_to_color


@pytest.fixture
def garment_on_green() -> np.ndarray:
    picture = np.full((50, 40, 3), (10, 200, 30), np.uint8)
    picture[10:40, 10:30] = 0
    return picture


def test_a_plain_background_has_the_color_of_the_edges(garment_on_green: np.ndarray) -> None:
    color = background_color(garment_on_green)
    assert color is not None
    assert color.dtype == np.float32
    np.testing.assert_array_equal(color, (10, 200, 30))


@pytest.mark.parametrize("quarter_turns", range(4))
def test_a_background_is_plain_only_if_all_four_edges_are(
    garment_on_green: np.ndarray, quarter_turns: int
) -> None:
    garment_on_green[0] = (200, 10, 30)
    assert background_color(np.rot90(garment_on_green, quarter_turns)) is None


def test_a_garment_may_touch_the_edge_of_a_plain_background(garment_on_green: np.ndarray) -> None:
    garment_on_green[-1, 15:25] = 0
    np.testing.assert_array_equal(background_color(garment_on_green), (10, 200, 30))


def test_a_background_stays_plain_despite_the_noise_of_a_camera() -> None:
    noise = np.random.default_rng(1).normal(180, 4, (50, 40, 3))
    color = background_color(noise.astype(np.uint8))
    assert color is not None
    np.testing.assert_allclose(color, 180, atol=2)
    assert background_color((180 + 5 * (noise - 180)).clip(0, 255).astype(np.uint8)) is None


def test_a_background_that_changes_in_one_channel_only_is_not_plain(
    garment_on_green: np.ndarray,
) -> None:
    garment_on_green[:25, :, 2] += 60
    assert background_color(garment_on_green) is None


def test_the_distance_to_a_color_is_the_largest_difference_in_any_channel() -> None:
    picture = np.array([[(10, 20, 30), (10, 71, 25), (0, 10, 255)]], np.uint8)
    distance = distance_to_color(picture, np.array([10, 20, 30], np.float32))
    assert distance.dtype == np.float32
    np.testing.assert_allclose(distance, [[0, 51 / 255, 225 / 255]])
