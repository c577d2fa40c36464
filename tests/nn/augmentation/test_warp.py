import numpy as np
import pytest
import tensorflow as tf

from cnn.nn.augmentation import warp
from cnn.nn.augmentation.rng import RandomStream

BATCH = 60
NO_WARP: dict[str, float | bool] = {
    "tilt": 0.0,
    "aspect": 0.0,
    "wobble": 0.0,
    "lift": 0.0,
    "sleeves": 0.0,
    "shortened": 1.0,
    "legs": 0.0,
    "from_above": False,
    "pair": False,
}


def warped(image: np.ndarray, **settings: float | bool) -> np.ndarray:
    """A float32 image (28, 28), which is its own mask, to BATCH variants of it."""
    images = tf.constant(np.tile(image, (BATCH, 1, 1)))
    rng = RandomStream(tf.constant([1, 7], tf.int64), tf.constant(BATCH))
    same_for_all = {
        name: value if name in ("wobble", "lift") else tf.fill((BATCH, 1, 1), value)
        for name, value in (NO_WARP | settings).items()
    }
    result, mask = warp.warp([images, images], rng, **same_for_all)
    np.testing.assert_array_equal(result, mask)
    array: np.ndarray = result.numpy()
    return array


def block(rows: slice, columns: slice) -> np.ndarray:
    image = np.zeros((28, 28), np.float32)
    image[rows, columns] = 1
    return image


def mean_sides(images: np.ndarray) -> tuple[float, float]:
    """The mean height and width of what is visible."""
    visible = images > 0.5
    return visible.any(axis=2).sum(axis=1).mean(), visible.any(axis=1).sum(axis=1).mean()


SQUARE = block(slice(7, 21), slice(7, 21))
TALL = block(slice(2, 26), slice(10, 18))
SLEEVES = block(slice(4, 26), slice(9, 19)) + block(slice(4, 18), slice(1, 4))
SHOE = block(slice(14, 22), slice(0, 28)) - block(slice(14, 19), slice(0, 10))  # toes at the left


def test_half_of_the_images_are_mirrored() -> None:
    left = block(slice(7, 21), slice(2, 8))
    centers = (warped(left).sum(axis=1) * np.arange(28)).sum(axis=1) / warped(left).sum(axis=(1, 2))
    assert 0.3 < (centers < 13.5).mean() < 0.7


def test_aspect_makes_garments_wider_or_narrower() -> None:
    height, width = mean_sides(warped(SQUARE))
    wide_height, wide_width = mean_sides(warped(SQUARE, aspect=0.5))
    narrow_height, narrow_width = mean_sides(warped(SQUARE, aspect=-0.5))
    assert wide_height < 0.75 * height
    assert narrow_width < 0.75 * width
    assert abs(wide_width - width) < 1
    assert abs(narrow_height - height) < 1


def test_tilt_rotates_garments() -> None:
    _, width = mean_sides(warped(TALL))
    _, tilted_width = mean_sides(warped(TALL, tilt=0.3))
    assert tilted_width > width + 2


@pytest.mark.parametrize("axis", [1, 2])
def test_wobble_deforms_horizontal_and_vertical_edges(axis: int) -> None:
    def roughness(images: np.ndarray) -> float:
        return float((images > 0.5).sum(axis=axis)[:, 9:19].std(axis=1).mean())

    assert roughness(warped(SQUARE, wobble=1.5)) > roughness(warped(SQUARE)) + 0.3


def test_lift_slopes_the_shoulders() -> None:
    def slope(images: np.ndarray) -> float:
        tops = (images > 0.5).argmax(axis=1)
        return float(np.abs(tops[:, 13] - tops[:, 9]).mean())

    assert slope(warped(SQUARE, lift=0.4)) > slope(warped(SQUARE)) + 0.5


def test_spread_sleeves_move_outward_and_upward() -> None:
    hanging, spread = warped(SLEEVES), warped(SLEEVES, sleeves=1.2)
    # Mirrored or not, the sleeve is in one of the two outer thirds.
    for images in (hanging, spread):
        images[:, :, 8:20] = 0
    rows = np.arange(28)[:, np.newaxis]
    mean_row = [(images * rows).sum() / images.sum() for images in (hanging, spread)]
    assert mean_row[1] < mean_row[0] - 2


def test_legs_are_parted_below_the_crotch_only() -> None:
    together, parted = warped(TALL), warped(TALL, legs=6.0)
    middle = slice(12, 16)
    assert together[:, 20:24, middle].min() > 0.5
    assert parted[:, 22:24, 13:15].max() < 0.5
    np.testing.assert_allclose(parted[:, 3:5], together[:, 3:5], atol=1e-4)


def test_a_pair_is_the_garment_beside_its_mirror_image() -> None:
    pairs = warped(block(slice(7, 21), slice(7, 14)), pair=True)
    np.testing.assert_allclose(pairs, pairs[:, :, ::-1], atol=1e-3)
    assert (pairs[:, 14] > 0.5).sum(axis=1).mean() > 4


def test_a_shoe_from_above_is_upright_with_its_toes_up() -> None:
    side_height, side_width = mean_sides(warped(SHOE))
    from_above = warped(SHOE, from_above=True)
    height, width = mean_sides(from_above)
    assert side_width > 2 * side_height
    assert height > 1.5 * width
    widths = (from_above > 0.5).sum(axis=2).mean(axis=0)
    assert 0 < widths[4:8].max() < 0.6 * widths[18:22].min()


def test_half_soles_become_ovals() -> None:
    soles = warp.half_sole(tf.constant(SHOE[np.newaxis])).numpy()[0]
    widths = soles.sum(axis=1)
    assert soles[21, 13] == 1
    assert widths[21] > widths[17] > widths[15] > 0
    assert widths[12] == 0


def test_sampling_at_the_pixels_themselves_changes_nothing() -> None:
    pictures = tf.random.stateless_uniform((2, 28, 28, 3), (1, 2))
    y, x = (np.stack([axis, axis]) for axis in np.mgrid[:28, :28].astype(np.float32))
    np.testing.assert_allclose(
        warp.sample(pictures, tf.constant(x), tf.constant(y)), pictures, atol=1e-3
    )


def test_sampling_interpolates_between_pixels() -> None:
    picture = np.zeros((1, 28, 28, 1), np.float32)
    picture[0, 10, 10] = 1
    x, y = tf.fill((1, 28, 28), 10.25), tf.fill((1, 28, 28), 9.5)
    np.testing.assert_allclose(warp.sample(tf.constant(picture), x, y), 0.75 * 0.5, atol=1e-5)


def test_sampling_outside_the_image_gives_background() -> None:
    pictures = tf.ones((2, 28, 28, 1))
    inside = tf.fill((2, 28, 28), 14.0)
    for outside in (-100.0, -1.0, 28.0, 100.0):
        away = tf.fill((2, 28, 28), outside)
        assert tf.reduce_max(warp.sample(pictures, away, inside)) < 0.01
        assert tf.reduce_max(warp.sample(pictures, inside, away)) < 0.01


def test_the_extent_is_the_first_and_last_visible_row_or_column() -> None:
    image = tf.constant(block(slice(3, 9), slice(11, 20))[np.newaxis])
    assert [side.numpy().tolist() for side in warp.extent(image, axis=2)] == [[3], [8]]
    assert [side.numpy().tolist() for side in warp.extent(image, axis=1)] == [[11], [19]]
    over_noise = tf.maximum(image, warp.VISIBLE / 2)
    assert [side.numpy().tolist() for side in warp.extent(over_noise, axis=2)] == [[3], [8]]
    empty = tf.zeros((1, 28, 28))
    assert [side.numpy().tolist() for side in warp.extent(empty, axis=2)] == [[0], [27]]


def test_spread_sleeves_can_be_shortened() -> None:
    def reach(shortened: float) -> float:
        return mean_sides(warped(SLEEVES, sleeves=1.2, shortened=shortened))[1]

    assert reach(1.7) < reach(1.0) - 1
