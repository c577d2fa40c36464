from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
import tensorflow as tf

from cnn.nn.augmentation import drawings as module
from cnn.nn.augmentation.drawings import draw
from cnn.nn.augmentation.rng import RandomStream
from cnn.nn.augmentation.shapes import damage
from cnn.nn.augmentation.warp import warp
from cnn.preprocessing.pixels import GARMENT_MEAN, LINE_VALUE
from tests.nn.augmentation.garment_variants import (
    CENTER,
    FULL,
    LOW,
    NARROW,
    block,
    sides,
    variants,
)


@pytest.fixture
def no_inner_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "inner_lines", lambda masks, labels, rng: tf.zeros_like(masks))


@pytest.mark.usefixtures("no_inner_lines")
def test_drawings_are_flat_inside() -> None:
    assert (np.ptp(variants(draw, "Bag", FULL)[CENTER], axis=(1, 2)) < 0.01).mean() > 0.8


@pytest.mark.usefixtures("no_inner_lines")
def test_most_are_filled_as_the_lab_fills_outlines() -> None:
    drawings = variants(draw, "Bag", FULL)
    inside = np.median(drawings[CENTER], axis=(1, 2))
    usual = np.abs(inside - GARMENT_MEAN) < 0.01
    assert 0.6 < usual.mean() < 0.85
    lines = drawings[usual].max(axis=(1, 2))
    assert (np.abs(lines - LINE_VALUE) < 0.05).mean() > 0.7
    assert 0.03 < (inside < 0.01).mean() < 0.15  # a few are hollow


@pytest.mark.usefixtures("no_inner_lines")
def test_most_have_an_outline_lighter_than_what_it_encloses() -> None:
    drawings = variants(draw, "Bag", FULL)
    outlined = drawings.max(axis=(1, 2)) > np.median(drawings[CENTER], axis=(1, 2)) + 0.1
    assert 0.7 < outlined.mean() < 0.97


def test_no_drawing_is_empty() -> None:
    assert variants(draw, "Bag", FULL).max(axis=(1, 2)).min() > 0.3


@pytest.mark.usefixtures("no_inner_lines")
def test_some_drawings_show_the_edges_inside_a_garment() -> None:
    striped = FULL.copy()
    striped[12:16] = 0.05
    edges = np.ptp(variants(draw, "Bag", striped, FULL > 0)[CENTER], axis=(1, 2)) > 0.1
    assert 0.15 < edges.mean() < 0.5


def test_inner_lines_are_drawn_inside_the_outline_only(monkeypatch: pytest.MonkeyPatch) -> None:
    place = block(slice(4, 24), slice(4, 24))
    assert (np.ptp(variants(draw, "Coat", place)[CENTER], axis=(1, 2)) > 0.1).mean() > 0.6
    monkeypatch.setattr(module, "inner_lines", lambda masks, labels, rng: tf.zeros_like(masks))
    without = variants(draw, "Bag", place)
    monkeypatch.setattr(module, "inner_lines", lambda masks, labels, rng: tf.ones_like(masks))
    everywhere = variants(draw, "Bag", place)
    # Hollow ones are cropped to their lines, a pixel more or less.
    assert ((everywhere == 0) != (without == 0)).mean() < 0.03
    assert everywhere[CENTER].mean() > without[CENTER].mean() + 0.15


def test_narrow_garments_are_drawn_wider() -> None:
    heights, widths = sides(variants(draw, "Dress", NARROW))
    assert np.median(widths / heights) > 0.45
    heights, widths = sides(variants(draw, "Bag", LOW))
    assert np.median(heights / widths) > 0.45


def test_shoes_stay_flatter() -> None:
    heights, widths = sides(variants(draw, "Bag", LOW))
    for name in ("Sneaker", "Ankle boot"):
        shoe_heights, shoe_widths = sides(variants(draw, name, LOW))
        assert np.median(shoe_heights / shoe_widths) < np.median(heights / widths) - 0.08


@pytest.mark.usefixtures("no_inner_lines")
def test_sleeves_are_spread() -> None:
    plain = variants(draw, "Dress", block(slice(2, 26), slice(None)))
    for name in ("T-shirt/top", "Pullover"):
        spread = variants(draw, name, block(slice(2, 26), slice(None)))
        differ = np.abs(spread - plain).max(axis=(1, 2)) > 0.01
        assert 0.6 < differ.mean() < 0.85


@pytest.mark.usefixtures("no_inner_lines")
def test_the_legs_of_trousers_are_parted() -> None:
    together, trousers = (variants(draw, name, NARROW) for name in ("Dress", "Trouser"))
    differ = np.abs(trousers - together).max(axis=(1, 2)) > 0.01
    assert differ.mean() == pytest.approx(0.7, abs=0.1)
    between = slice(22, 26), slice(12, 16)
    assert trousers[differ, *between].mean() < 0.85 * together[differ, *between].mean()


@dataclass(frozen=True)
class Poses:
    """What ``draw`` asks of ``warp``, for 400 garments of one class."""

    masks: np.ndarray
    shortened: np.ndarray
    gaps: np.ndarray


@pytest.fixture
def poses(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Poses]:
    asked: list[Poses] = []

    def spy(layers: list[tf.Tensor], rng: RandomStream, **settings: Any) -> list[tf.Tensor]:
        asked.append(
            Poses(*(a.numpy() for a in (layers[1], settings["shortened"], settings["legs"])))
        )
        return warp(layers, rng, **settings)

    def poses_of(name: str) -> Poses:
        variants(draw, name, block(slice(10, 26), slice(6, 22)))
        return asked.pop()

    monkeypatch.setattr(module, "warp", spy)
    return poses_of


def test_some_coats_are_open_at_the_front(poses: Callable[[str], Poses]) -> None:
    assert (poses("Coat").gaps > 0).mean() == pytest.approx(0.2, abs=0.07)
    assert poses("Pullover").gaps.max() == 0


def test_some_coats_and_pullovers_have_a_hood(poses: Callable[[str], Poses]) -> None:
    above = slice(5, 9)
    for name in ("Coat", "Pullover"):
        masks = poses(name).masks
        hooded = masks[:, above, 12:16].max(axis=(1, 2)) == 1
        assert hooded.mean() == pytest.approx(0.15, abs=0.06)
        assert masks[:, above, :6].max() == 0
    assert poses("Shirt").masks[:, :10].max() == 0


def test_long_sleeves_are_not_shortened_to_those_of_a_t_shirt(
    poses: Callable[[str], Poses],
) -> None:
    for name, low, high in (("Pullover", 0.95, 1.4), ("T-shirt/top", 0.7, 1.5)):
        shortened = poses(name).shortened
        assert low <= shortened.min() < low + 0.05
        assert high - 0.05 < shortened.max() <= high


@pytest.mark.parametrize(("name", "from_above"), [("Sandal", True), ("Sneaker", False)])
def test_some_sandals_are_drawn_from_above(name: str, from_above: bool) -> None:
    heights, widths = sides(variants(draw, name, LOW))
    upright = (heights > 1.2 * widths).mean()
    if from_above:
        assert 0.12 < upright < 0.7
    else:
        assert upright < 0.07


@pytest.mark.usefixtures("no_inner_lines")
def test_a_few_outlines_are_damaged(monkeypatch: pytest.MonkeyPatch) -> None:
    some_damaged = variants(draw, "Bag", FULL)

    def intact(masks: tf.Tensor, rng: RandomStream, probability: float) -> tf.Tensor:
        return damage(masks, rng, probability=0)

    monkeypatch.setattr(module, "damage", intact)
    differ = np.abs(variants(draw, "Bag", FULL) - some_damaged).max(axis=(1, 2)) > 0
    assert 0.01 < differ.mean() < 0.08
