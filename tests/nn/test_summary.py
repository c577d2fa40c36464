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


def test_sums_of_parameters_come_out_right() -> None:
    assert ROWS[0].count == "3·3·1·32 + 32"
    for row in ROWS:
        if row.count:
            assert eval(row.count.replace("·", "*")) == row.parameters


def test_the_320_is_explained() -> None:
    words = summary.convolution_in_words(networks.article_cnn())
    assert "3 x 3" in words
    assert "3·3·1·32 + 32 = 320" in words
    assert summary.convolution_in_words(networks.dense_network()) == ""


def test_the_diagram_has_shapes_where_asked() -> None:
    model = networks.article_cnn()
    assert "28, 28, 32" in summary.diagram(model, shapes=True)
    without = summary.diagram(model, shapes=False)
    assert "28, 28, 32" not in without
    assert "Conv2D" in without or "conv2d" in without
