import numpy as np
import pytest
import tensorflow as tf

from cnn.data.labels import IMAGE_SIDE
from cnn.nn.augmentation import photos as module
from cnn.nn.augmentation.photos import DARKEST, UNCUT, WORN, photograph
from cnn.nn.augmentation.rng import RandomStream
from cnn.nn.augmentation.shapes import damage
from cnn.nn.augmentation.warp import VISIBLE
from cnn.preprocessing.pixels import GARMENT_MEAN
from tests.nn.augmentation.garment_variants import (
    CENTER,
    FULL,
    LOW,
    NARROW,
    block,
    sides,
    stream,
    variants,
)

SQUARE = block(slice(6, 22), slice(6, 22))


@pytest.fixture
def cut_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """All photos are of garments alone, cut out without a fault."""

    def intact(masks: tf.Tensor, rng: RandomStream, probability: float) -> tf.Tensor:
        return damage(masks, rng, probability=0)

    monkeypatch.setattr(module, "damage", intact)
    monkeypatch.setattr(module, "WORN", 0.0)
    monkeypatch.setattr(module, "UNCUT", 0.0)


def changed_by(name: str, value: object, monkeypatch: pytest.MonkeyPatch, label: str) -> float:
    """In how many photos of a class one thing makes a difference."""
    with_it = variants(photograph, label, SQUARE)
    monkeypatch.setattr(module, name, value)
    return float(
        (np.abs(variants(photograph, label, SQUARE) - with_it).max(axis=(1, 2)) > 0).mean()
    )


@pytest.mark.usefixtures("cut_out")
def test_garments_are_as_bright_as_the_lab_makes_them() -> None:
    photos = variants(photograph, "Bag", FULL)
    brightness = [photo[photo > DARKEST / 2].mean() for photo in photos]
    assert np.percentile(np.abs(np.array(brightness) - GARMENT_MEAN), 80) < 0.08


@pytest.mark.usefixtures("cut_out")
def test_cloth_is_never_quite_even() -> None:
    assert (np.ptp(variants(photograph, "Bag", FULL)[CENTER], axis=(1, 2)) < 0.01).mean() < 0.05


@pytest.mark.usefixtures("cut_out")
def test_light_and_dark_are_exchanged_in_some_photos() -> None:
    light_above_dark = FULL.copy()
    light_above_dark[14:] = 0.3
    photos = variants(photograph, "Bag", light_above_dark)
    upper, lower = (np.median(part, axis=(1, 2)) for part in (photos[:, 4:10], photos[:, 18:24]))
    assert 0.2 < (upper < lower).mean() < 0.5


@pytest.mark.usefixtures("cut_out")
def test_photos_have_shading_and_some_have_patterns() -> None:
    photos = variants(photograph, "Bag", FULL)[CENTER]
    whole = photos[photos.min(axis=(1, 2)) > VISIBLE]
    blocks = whole.reshape(-1, 2, 5, 2, 5)
    means = blocks.mean(axis=(2, 4), keepdims=True)
    shading = means.std(axis=(1, 3)).ravel()
    detail = (blocks - means).std(axis=(2, 4)).mean(axis=(1, 2))
    assert np.median(shading) > 0.014
    assert np.percentile(detail, 90) > 0.1


@pytest.mark.parametrize(
    ("part", "probability"), [("_stripes", 0.25), ("_band", 0.15), ("_prints", 0.25)]
)
@pytest.mark.usefixtures("cut_out")
def test_some_cloth_has(part: str, probability: float, monkeypatch: pytest.MonkeyPatch) -> None:
    known = getattr(module, part)
    changed = changed_by(part, lambda rng: 0.0 * known(rng), monkeypatch, "Bag")
    assert changed == pytest.approx(probability, abs=0.08)


def test_a_band_reaches_from_side_to_side() -> None:
    bands = module._band(stream()).numpy()
    assert (np.ptp(bands, axis=2) == 0).all()
    heights = (bands[:, :, 0] != 0).sum(axis=1)
    assert (heights.min(), heights.max()) == (2, 7)


def test_some_were_not_cut_out(monkeypatch: pytest.MonkeyPatch) -> None:
    full = (variants(photograph, "Bag", SQUARE) > DARKEST / 2).all(axis=(1, 2))
    monkeypatch.setattr(module, "UNCUT", 0.0)
    fewer = (variants(photograph, "Bag", SQUARE) > DARKEST / 2).all(axis=(1, 2))
    assert (full & ~fewer).mean() > 0.4 * UNCUT


def test_some_show_a_person_too(monkeypatch: pytest.MonkeyPatch) -> None:
    assert 0.5 * WORN < changed_by("WORN", 0.0, monkeypatch, "Coat") <= 1.2 * WORN


def test_nobody_wears_a_bag(monkeypatch: pytest.MonkeyPatch) -> None:
    assert changed_by("WORN", 0.0, monkeypatch, "Bag") == 0


@pytest.mark.usefixtures("cut_out")
def test_sleeves_are_spread_in_some_photos() -> None:
    plain = variants(photograph, "Dress", FULL)
    for name in ("T-shirt/top", "Pullover"):
        differ = np.abs(variants(photograph, name, FULL) - plain).max(axis=(1, 2)) > 0
        assert differ.mean() == pytest.approx(0.4, abs=0.1)


@pytest.mark.usefixtures("cut_out")
def test_the_legs_of_some_trousers_are_parted() -> None:
    together, trousers = (variants(photograph, name, NARROW) for name in ("Dress", "Trouser"))
    differ = np.abs(trousers - together).max(axis=(1, 2)) > 0.01
    assert differ.mean() == pytest.approx(0.3, abs=0.1)


@pytest.mark.usefixtures("cut_out")
@pytest.mark.parametrize(
    ("name", "from_above"), [("Sandal", True), ("Sneaker", True), ("Bag", False)]
)
def test_some_shoes_are_shown_from_above(name: str, from_above: bool) -> None:
    heights, widths = sides(variants(photograph, name, LOW))
    upright = (heights > 1.2 * widths).mean()
    if from_above:
        assert 0.12 < upright < 0.7
    else:
        assert upright < 0.07


@pytest.mark.usefixtures("cut_out")
def test_many_shoes_from_above_are_photographed_in_pairs() -> None:
    def in_two_parts(name: str) -> float:
        visible = variants(photograph, name, LOW)[:, IMAGE_SIDE // 2] > VISIBLE
        starts = np.diff(visible.astype(int), axis=1, prepend=0) == 1
        return float((starts.sum(axis=1) == 2).mean())

    assert in_two_parts("Sneaker") > in_two_parts("Bag") + 0.1


@pytest.mark.usefixtures("cut_out")
def test_the_background_shows_through_holes_in_half_of_the_photos() -> None:
    ring = FULL.copy()
    ring[11:17, 11:17] = 0
    photos = variants(photograph, "Bag", ring, FULL > 0)
    through = photos[:, 12:16, 12:16].min(axis=(1, 2)) < 0.03
    assert through.mean() == pytest.approx(0.55, abs=0.15)


def test_some_are_cut_out_with_faults(monkeypatch: pytest.MonkeyPatch) -> None:
    def intact(masks: tf.Tensor, rng: RandomStream, probability: float) -> tf.Tensor:
        return damage(masks, rng, probability=0)

    assert 0.15 < changed_by("damage", intact, monkeypatch, "Bag") < 0.45
