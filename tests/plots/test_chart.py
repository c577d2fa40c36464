from cnn.plots.chart import field


def test_a_field_is_a_column_with_its_type_and_title() -> None:
    assert field("epoch", "quantitative", "Epoch") == {
        "field": "epoch",
        "type": "quantitative",
        "title": "Epoch",
    }
