import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from cnn.data.labels import CLASS_NAMES
from cnn.ui.components.garment_filters import PLURALS, GarmentFilters
from tests.ui.visiting import component, opened, texts

SHIRT, COAT, BAG = (CLASS_NAMES.index(name) for name in ("Shirt", "Coat", "Bag"))
LABELS = np.array([SHIRT, SHIRT, COAT, SHIRT, BAG])
ANSWERS = [SHIRT, COAT, COAT, COAT, BAG]
SURE = [0.9, 0.6, 0.7, 0.6, 0.9]


def probabilities() -> np.ndarray:
    rows = np.zeros((len(LABELS), len(CLASS_NAMES)))
    rows[np.arange(len(LABELS)), ANSWERS] = SURE
    return rows


def selected(filters: GarmentFilters) -> list[int]:
    return [int(index) for index in filters.select(LABELS, probabilities())]


@pytest.mark.parametrize(
    ("filters", "indices"),
    [
        (GarmentFilters(), [0, 1, 2, 3, 4]),
        (GarmentFilters(truth=SHIRT), [0, 1, 3]),
        (GarmentFilters(answer=COAT), [1, 2, 3]),
        (GarmentFilters(outcome="Correct"), [0, 2, 4]),
        (GarmentFilters(outcome="Wrong"), [1, 3]),
        (GarmentFilters(truth=SHIRT, answer=COAT, outcome="Wrong"), [1, 3]),
        (GarmentFilters(truth=SHIRT, answer=SHIRT, outcome="Wrong"), []),
    ],
)
def test_filters_narrow_the_garments(filters: GarmentFilters, indices: list[int]) -> None:
    assert selected(filters) == indices


def test_equally_sure_predictions_keep_the_order_of_the_dataset() -> None:
    assert selected(GarmentFilters(order="Most sure first")) == [0, 4, 2, 1, 3]
    assert selected(GarmentFilters(order="Least sure first")) == [1, 3, 2, 0, 4]
    assert selected(GarmentFilters(answer=COAT, order="Most sure first")) == [2, 1, 3]


def test_many_equally_sure_predictions_keep_the_order_of_the_dataset() -> None:
    sure = np.random.default_rng(1).integers(2, 5, 1000) / 4
    rows = np.zeros((len(sure), len(CLASS_NAMES)))
    rows[:, BAG] = sure
    indices = GarmentFilters(order="Least sure first").select(np.full(len(sure), BAG), rows)
    assert list(indices) == sorted(range(len(sure)), key=sure.__getitem__)


def test_the_number_of_garments_is_compared_with_those_of_the_class() -> None:
    labels = np.repeat([SHIRT, BAG], [1218, 782])
    assert GarmentFilters(truth=SHIRT).count(300, labels) == "300 of 1,218 shirts, 25%"
    assert GarmentFilters(truth=SHIRT).count(1218, labels) == "1,218 of 1,218 shirts"
    assert GarmentFilters().count(180, labels) == "180 of 2,000 validation garments, 9%"
    assert GarmentFilters(answer=BAG).count(1, labels) == "1 of 2,000 validation garments, <1%"
    assert GarmentFilters().count(2000, labels) == "2,000 of 2,000 validation garments"
    assert GarmentFilters(truth=BAG).count(782, labels, "generated ") == "782 of 782 generated bags"


def test_each_class_has_its_plural() -> None:
    assert len(PLURALS) == len(CLASS_NAMES)
    for name, plural in zip(CLASS_NAMES, PLURALS, strict=True):
        assert name.split("/")[0].lower() in plural.lower()


def script() -> None:
    import streamlit as st

    from cnn.ui.components.garment_filters import garment_filters

    st.write(str(garment_filters()))


def at(**address: str) -> AppTest:
    return opened(component(script), address)


def test_all_garments_are_shown_in_the_order_of_the_dataset_at_first() -> None:
    assert str(GarmentFilters()) in texts(at())


def test_the_filters_come_from_the_address() -> None:
    app = at(truth="Shirt", answer="Coat", outcome="Wrong", order="Least sure first")
    expected = GarmentFilters(SHIRT, COAT, "Wrong", "Least sure first")
    assert str(expected) in texts(app)


def test_unknown_filters_in_the_address_are_ignored() -> None:
    app = at(truth="Hat", answer="", outcome="Maybe", order="Backwards")
    assert str(GarmentFilters()) in texts(app)


def test_the_filters_can_be_chosen() -> None:
    app = at()
    app.selectbox(key="truth").set_value("Shirt")
    app.selectbox(key="answer").set_value("Coat")
    app.button_group(key="outcome").set_value("Wrong")
    app.selectbox(key="order").set_value("Most sure first").run()
    assert str(GarmentFilters(SHIRT, COAT, "Wrong", "Most sure first")) in texts(app)
