import numpy as np
import pytest
import tensorflow as tf

from cnn.data.labels import CLASS_NAMES
from cnn.nn.augmentation.wearers import wearers
from tests.nn.augmentation.garment_variants import stream


def people(name: str) -> np.ndarray:
    """Float32 (400, 28, 28)."""
    result: np.ndarray = wearers(tf.fill((400,), CLASS_NAMES.index(name)), stream()).numpy()
    return result


def test_people_are_where_they_are_or_not() -> None:
    assert people("Coat").shape == (400, 28, 28)
    assert set(np.unique(people("Coat"))) == {0, 1}


@pytest.mark.parametrize("name", ["T-shirt/top", "Pullover", "Dress", "Coat", "Shirt"])
def test_heads_are_above_and_legs_below_what_is_worn_above(name: str) -> None:
    share = people(name).mean(axis=0)
    assert share[1, 12:16].mean() > 0.3
    assert share[25, 8:20].mean() > 0.2
    assert share[12:16, 12:16].max() == 0
    assert share[14:18, 3:9].max() > 0.05  # arms


def test_dresses_are_worn_over_legs_with_a_gap_between() -> None:
    share = people("Dress").mean(axis=0)
    assert share[26, 13:15].mean() < 0.2 < share[26, 9:12].mean()


def test_trousers_have_somebody_above_and_nobody_below() -> None:
    share = people("Trouser").mean(axis=0)
    assert share[1, 10:18].mean() > 0.6
    assert share[26, 10:18].max() == 0


@pytest.mark.parametrize("name", ["Sandal", "Sneaker", "Ankle boot"])
def test_shoes_have_a_shin_above_the_heel(name: str) -> None:
    share = people(name).mean(axis=0)
    assert share[2, 14:22].mean() > 0.3
    assert share[2, :6].max() < 0.1
    assert share[24:].max() == 0


def test_nobody_wears_a_bag() -> None:
    assert people("Bag").max() == 0
