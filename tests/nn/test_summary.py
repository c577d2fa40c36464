import re

import keras

from cnn.nn import summary
from cnn.nn.networks import build_network
from cnn.runs.network import ARTICLE_CNN, DENSE_NETWORK, LabNetwork
from tests.networks import NORMALIZED_CNN

ROWS = summary.layer_rows(build_network(ARTICLE_CNN))


def test_the_table_is_the_articles() -> None:
    assert [(row.layer, row.output_shape, row.parameters) for row in ROWS] == [
        ("Conv2D, 3 x 3 kernel", "28 x 28 x 32", 320),
        ("MaxPooling2D, 2 x 2 window", "14 x 14 x 32", 0),
        ("Conv2D, 2 x 2 kernel", "14 x 14 x 64", 8_256),
        ("MaxPooling2D, 2 x 2 window", "7 x 7 x 64", 0),
        ("Flatten", "3136", 0),
        ("Dense", "100", 313_700),
        ("Dropout, rate 0.4", "100", 0),
        ("Dense", "10", 1_010),
    ]


def test_every_calculation_gives_the_number_of_parameters() -> None:
    assert ROWS[0].calculation == "3·3·1·32 + 32"
    for row in ROWS:
        if row.calculation:
            assert eval(row.calculation.replace("·", "*")) == row.parameters
        else:
            assert row.parameters == 0


def test_a_row_has_a_cell_for_each_column() -> None:
    cells = {
        "Layer": "Conv2D, 3 x 3 kernel",
        "Output shape": "28 x 28 x 32",
        "Parameters": "320",
    }
    assert ROWS[0].as_cells(calculation=False) == cells
    assert ROWS[0].as_cells(calculation=True) == cells | {"Calculation": "3·3·1·32 + 32"}


def test_the_parameters_of_the_first_convolution_are_explained() -> None:
    words = summary.convolution_in_words(build_network(ARTICLE_CNN))
    assert "3 x 3" in words
    assert "32 filters with 9 weights each make 288 weights" in words
    assert "3·3·1·32 + 32 = 320" in words


def test_a_convolution_without_biases_is_explained_without_them() -> None:
    words = summary.convolution_in_words(build_network(NORMALIZED_CNN))
    assert "bias" not in words
    assert "+" not in words


def test_a_network_without_convolutions_has_no_explanation() -> None:
    assert summary.convolution_in_words(build_network(DENSE_NETWORK)) == ""


def test_the_diagram_shows_output_shapes_only_if_requested() -> None:
    model = build_network(ARTICLE_CNN)
    assert "28 x 28 x 32" in summary.diagram(model, shapes=True)
    assert "28 x 28 x 32" not in summary.diagram(model, shapes=False)


def test_the_diagram_has_a_box_for_each_layer_and_an_arrow_to_the_next() -> None:
    diagram = summary.diagram(build_network(ARTICLE_CNN), shapes=False)
    labels = re.findall('label="(.*)"', diagram)
    assert labels == [row.layer for row in ROWS]
    assert diagram.count("->") == len(ROWS) - 1


def test_layers_that_change_neither_shapes_nor_places_share_a_box() -> None:
    model = build_network(LabNetwork.RESIDUAL_CNN)
    diagram = summary.diagram(model, shapes=False)
    labels = re.findall('label="(.*)"', diagram)
    assert len(labels) < len(model.layers) / 1.5
    assert "Conv2D, 3 x 3 kernel\\nBatchNormalization\\nActivation" in labels
    # What an addition gets from two sides stays two boxes.
    assert labels.count("Add") == sum(isinstance(layer, keras.layers.Add) for layer in model.layers)
    boxes = set(re.findall(r"^(\d+) \[", diagram, re.MULTILINE))
    ends = set(re.findall(r"\d+", " ".join(re.findall(r"\d+ -> \d+", diagram))))
    assert ends == boxes
