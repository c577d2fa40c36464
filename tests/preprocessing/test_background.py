import numpy as np
import pytest

from cnn.preprocessing.background import (
    Background,
    distance_to_color,
    find_background,
    paint_over_bars,
)


@pytest.fixture
def garment_on_green() -> np.ndarray:
    picture = np.full((50, 40, 3), (10, 200, 30), np.uint8)
    picture[10:40, 10:30] = 0
    return picture


def test_a_plain_background_has_the_color_of_the_edges(garment_on_green: np.ndarray) -> None:
    background = find_background(garment_on_green)
    assert background is not None
    assert background.color.dtype == np.float32
    np.testing.assert_array_equal(background.color, (10, 200, 30))


@pytest.mark.parametrize("quarter_turns", range(4))
def test_a_garment_may_fill_an_edge_of_a_flat_background(
    garment_on_green: np.ndarray, quarter_turns: int
) -> None:
    garment_on_green[0] = garment_on_green[:20, 0] = garment_on_green[:20, -1] = (200, 10, 30)
    background = find_background(np.rot90(garment_on_green, quarter_turns))
    assert background is not None
    np.testing.assert_array_equal(background.color, (10, 200, 30))


def test_a_background_is_plain_wherever_the_corners_are_covered(
    garment_on_green: np.ndarray,
) -> None:
    for rows in (slice(0, 8), slice(-8, None)):
        for columns in (slice(0, 6), slice(-6, None)):
            garment_on_green[rows, columns] = (200, 10, 30)
    assert find_background(garment_on_green) is not None


def test_a_background_of_which_less_than_half_is_flat_is_not_plain(
    garment_on_green: np.ndarray,
) -> None:
    garment_on_green[0] = garment_on_green[:, 0] = (200, 10, 30)
    garment_on_green[0, ::2] = garment_on_green[::2, 0] = (10, 20, 230)
    garment_on_green[30:, -1] = (60, 60, 60)
    assert find_background(garment_on_green) is None


def noisy(deviation: float) -> np.ndarray:
    noise = np.random.default_rng(1).normal(180, deviation, (50, 40, 3))
    return noise.clip(0, 255).astype(np.uint8)


def test_a_background_stays_plain_despite_the_noise_of_a_camera() -> None:
    background = find_background(noisy(4))
    assert background is not None
    np.testing.assert_allclose(background.color, 180, atol=4)
    assert find_background(noisy(20)) is None


def test_a_noisy_background_is_plain_only_if_all_of_the_border_is() -> None:
    picture = noisy(4)
    picture[0] = 0
    assert find_background(picture) is None


def test_what_belongs_to_the_background_depends_on_its_noise(
    garment_on_green: np.ndarray,
) -> None:
    flat, plain = find_background(garment_on_green), find_background(noisy(4))
    assert flat is not None
    assert plain is not None
    assert 255 * flat.deviation == pytest.approx(4)
    assert 255 * plain.deviation == pytest.approx(12)


def test_a_background_that_changes_in_one_channel_only_is_not_plain() -> None:
    picture = noisy(4)
    picture[:25, :, 2] += 60
    assert find_background(picture) is None


def screenshot() -> tuple[np.ndarray, np.ndarray]:
    """A black square on white under a gray title bar with a title, and without the bar."""
    page = np.full((200, 300, 3), 255, np.uint8)
    page[80:160, 120:200] = 0
    window = page.copy()
    window[:20] = 220
    window[8:12, 10:40] = 30
    return window, page


def without_bars(picture: np.ndarray) -> np.ndarray:
    background = find_background(picture)
    assert background is not None
    return paint_over_bars(picture, background)


@pytest.mark.parametrize("quarter_turns", range(4))
def test_the_bar_of_a_screenshot_is_painted_over(quarter_turns: int) -> None:
    window, page = (np.rot90(picture, quarter_turns) for picture in screenshot())
    np.testing.assert_array_equal(without_bars(window), page)


def test_the_frame_of_a_window_is_painted_over() -> None:
    window, page = screenshot()
    window[:, :4] = window[:, -4:] = window[-4:] = 120
    background = Background(np.full(3, 255, np.float32), 4 / 255)
    np.testing.assert_array_equal(paint_over_bars(window, background), page)


def test_a_garment_that_covers_an_edge_is_not_a_bar() -> None:
    _, page = screenshot()
    thick = page.copy()
    thick[:60] = 30  # a bag with something below it
    np.testing.assert_array_equal(without_bars(thick), thick)
    short = page.copy()
    short[:20, 20:] = 30
    np.testing.assert_array_equal(without_bars(short), short)
    alone = np.full((200, 300, 3), 255, np.uint8)
    alone[-30:] = 30
    np.testing.assert_array_equal(without_bars(alone), alone)


def test_the_distance_to_a_color_is_the_largest_difference_in_any_channel() -> None:
    picture = np.array([[(10, 20, 30), (10, 71, 25), (0, 10, 255)]], np.uint8)
    distance = distance_to_color(picture, np.array([10, 20, 30], np.float32))
    assert distance.dtype == np.float32
    np.testing.assert_allclose(distance, [[0, 51 / 255, 225 / 255]])
