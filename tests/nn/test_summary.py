from cnn.nn import networks, summary

ROWS = summary.layer_rows(networks.article_cnn())


def test_the_table_is_the_articles() -> None:
    assert [(row.kind, row.output_shape, row.parameters) for row in ROWS] == [
        ("Conv2D", "28 x 28 x 32", 320),
        ("MaxPooling2D", "14 x 14 x 32", 0),
        ("Conv2D", "14 x 14 x 64", 8_256),
        ("MaxPooling2D", "7 x 7 x 64", 0),
        ("Flatten", "3136", 0),
        ("Dense", "100", 313_700),
        ("Dropout", "100", 0),
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
    assert ROWS[0].as_cells() == {
        "Layer": ROWS[0].name,
        "Type": "Conv2D",
        "Output shape": "28 x 28 x 32",
        "Parameters": 320,
        "Calculation": "3·3·1·32 + 32",
    }


def test_the_parameters_of_the_first_convolution_are_explained() -> None:
    words = summary.convolution_in_words(networks.article_cnn())
    assert "3 x 3" in words
    assert "32 filters with 9 weights each make 288 weights" in words
    assert "3·3·1·32 + 32 = 320" in words


def test_a_convolution_without_biases_is_explained_without_them() -> None:
    words = summary.convolution_in_words(networks.robust_cnn())
    assert "bias" not in words
    assert "+" not in words


def test_a_network_without_convolutions_has_no_explanation() -> None:
    assert summary.convolution_in_words(networks.dense_network()) == ""


def test_the_diagram_shows_output_shapes_only_if_requested() -> None:
    model = networks.article_cnn()
    assert "28, 28, 32" in summary.diagram(model, shapes=True)
    without = summary.diagram(model, shapes=False)
    assert "28, 28, 32" not in without
    assert all(layer.name in without for layer in model.layers)


def test_the_diagram_is_visible_on_light_and_dark_pages() -> None:
    diagram = summary.diagram(networks.article_cnn(), shapes=False)
    assert "bgcolor=transparent" in diagram
    assert diagram.count(f'color="{summary.MID_GRAY}"') == len(ROWS) - 1
