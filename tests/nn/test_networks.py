import numpy as np
import pytest

from cnn.nn import networks


def test_the_article_cnn_has_the_articles_layers() -> None:
    model = networks.article_cnn()
    assert [type(layer).__name__ for layer in model.layers] == [
        "Conv2D", "MaxPooling2D", "Conv2D", "MaxPooling2D", "Flatten", "Dense", "Dropout", "Dense",
    ]  # fmt: skip
    assert [layer.count_params() for layer in model.layers if layer.count_params()] == [
        320, 8_256, 313_700, 1_010,
    ]  # fmt: skip
    assert model.count_params() == 323_286
    assert [layer.output.shape[1:] for layer in model.layers[:4]] == [
        (28, 28, 32), (14, 14, 32), (14, 14, 64), (7, 7, 64),
    ]  # fmt: skip
    assert model.layers[2].kernel_size == (2, 2)
    assert model.layers[6].rate == 0.4


def test_the_dense_network_has_no_convolution() -> None:
    model = networks.dense_network()
    assert model.count_params() == 79_510
    assert not any("Conv" in type(layer).__name__ for layer in model.layers)


@pytest.mark.parametrize("architecture", [networks.article_cnn, networks.dense_network])
def test_answers_are_probabilities(architecture) -> None:
    answers = architecture()(np.random.default_rng(0).random((3, 28, 28, 1), np.float32)).numpy()
    assert answers.shape == (3, 10)
    np.testing.assert_allclose(answers.sum(axis=1), 1, rtol=1e-5)
