import numpy as np

from cnn.data.labels import CLASS_NAMES
from cnn.plots.label_suspects import suspects_chart

SUSPECTS = np.array([3, 0, 0, 0, 0, 0, 1_200, 0, 0, 0])
GARMENTS = np.array([12, 5, 0, 5, 5, 5, 2_400, 5, 5, 5])


def test_each_label_has_its_suspects_and_their_share() -> None:
    rows = suspects_chart(SUSPECTS, GARMENTS).rows
    assert [row["label"] for row in rows] == list(CLASS_NAMES)
    assert rows[0] == {"label": "T-shirt/top", "suspects": 3, "share": 0.25}
    assert rows[2]["share"] == 0, "no garments"
    assert rows[6]["share"] == 0.5


def test_the_labels_keep_the_order_of_the_classes() -> None:
    assert suspects_chart(SUSPECTS, GARMENTS).spec["encoding"]["y"]["sort"] == CLASS_NAMES


def test_it_says_all_that_it_shows() -> None:
    alt = suspects_chart(SUSPECTS, GARMENTS).alt
    assert alt.startswith("Suspects by label: T-shirt/top 3, Trouser 0, ")
    assert "Shirt 1,200" in alt
