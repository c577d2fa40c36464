import numpy as np

from cnn.data.labels import CLASS_NAMES
from cnn.plots.confusion import confusion_heat_map


class TestConfusionHeatMap:
    MATRIX = 90 * np.eye(10, dtype=int)
    MATRIX[6, 0] = 10

    def test_it_names_the_most_frequent_mistake(self) -> None:
        alt = confusion_heat_map(self.MATRIX).alt
        assert alt.endswith("most frequent mistake: Shirt classified as T-shirt/top, 10 times.")

    def test_it_names_no_mistake_where_there_is_none(self) -> None:
        assert "mistake" not in confusion_heat_map(np.eye(10, dtype=int)).alt

    def test_a_cell_has_the_count_and_its_share_of_the_label(self) -> None:
        [cell] = [
            row
            for row in confusion_heat_map(self.MATRIX).rows
            if (row["label"], row["prediction"]) == ("Shirt", "T-shirt/top")
        ]
        assert (cell["count"], cell["share"]) == (10, 0.1)

    def test_cells_have_counts_or_shares_in_them(self) -> None:
        for shares, written in ((False, "count"), (True, "share")):
            *_, text = confusion_heat_map(self.MATRIX, shares=shares).spec["layer"]
            assert text["encoding"]["text"]["field"] == written

    def test_an_empty_matrix_has_no_shares(self) -> None:
        rows = confusion_heat_map(np.zeros((10, 10), int)).rows
        assert {row["share"] for row in rows} == {0}

    def test_both_axes_have_the_classes_in_their_order(self) -> None:
        encoding = confusion_heat_map(self.MATRIX).spec["encoding"]
        assert encoding["x"]["sort"] == encoding["y"]["sort"] == CLASS_NAMES
