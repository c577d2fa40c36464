from pathlib import Path

import keras
import numpy as np
import pytest
from keras import layers

from cnn import pretrained
from cnn.data.dataset import load
from cnn.nn.explain.familiarity import FILE, Familiarity
from cnn.preprocessing.image_file import open_picture
from cnn.preprocessing.prepare import prepare
from tests.other_pictures import KINDS


@pytest.fixture(scope="module")
def familiarity() -> Familiarity:
    return Familiarity.load()


def network(other_bias: float = 0.0) -> keras.Model:
    """Eleven logits that depend on the pixels."""
    keras.utils.set_random_seed(1)
    logits = layers.Dense(11)
    model = keras.Sequential([keras.Input((28, 28, 1)), layers.Flatten(), logits])
    kernel, bias = logits.get_weights()
    bias[10] = other_bias
    logits.set_weights([kernel, bias])
    return model


@pytest.fixture
def images() -> np.ndarray:
    return np.random.default_rng(0).random((20, 28, 28), np.float32)


def test_strangeness_is_the_log_odds_of_the_eleventh_class(images: np.ndarray) -> None:
    model = network()
    logits = model.predict(images[..., np.newaxis], verbose=0).astype(np.float64)
    odds = np.exp(logits[:, 10]) / np.exp(logits[:, :10]).sum(axis=1)
    np.testing.assert_allclose(Familiarity(model).strangeness(images), np.log(odds), atol=1e-5)


def test_an_image_is_unlike_a_garment_if_that_is_the_more_probable(images: np.ndarray) -> None:
    balanced = network(-float(np.median(Familiarity(network()).strangeness(images))))
    familiarity = Familiarity(balanced)
    strangeness = familiarity.strangeness(images)
    assert 0 < (strangeness > 0).sum() < len(images)
    assert [familiarity.is_unlike(image) for image in images] == list(strangeness > 0)


def test_a_saved_network_can_be_loaded(tmp_path: Path, images: np.ndarray) -> None:
    network().save(tmp_path / "network.keras")
    np.testing.assert_allclose(
        Familiarity.load(tmp_path / "network.keras").strangeness(images),
        Familiarity(network()).strangeness(images),
        atol=1e-5,
    )


@pytest.mark.parametrize("name", pretrained.example_drawings())
def test_the_example_drawings_look_like_garments(familiarity: Familiarity, name: str) -> None:
    image = prepare(open_picture(pretrained.example_drawings()[name])).image
    assert not familiarity.is_unlike(image)
    assert not familiarity.is_unlike(np.ascontiguousarray(image[:, ::-1]))


def test_most_other_pictures_do_not(familiarity: Familiarity) -> None:
    rng = np.random.default_rng(5)
    unlike = {
        kind.__name__: np.mean([familiarity.is_unlike(prepare(kind(rng)).image) for _ in range(15)])
        for kind in KINDS
    }
    assert np.mean(list(unlike.values())) >= 0.8, unlike
    # Zigzags, filled in between their teeth, are the hardest: half of them pass as garments.
    assert min(rate for kind, rate in unlike.items() if kind != "zigzag") >= 0.8, unlike


def test_almost_no_test_garment_is_called_unlike_a_garment(
    familiarity: Familiarity, fashion_mnist_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FASHION_MNIST_DIR", str(fashion_mnist_folder))
    garments = load().test.images.astype(np.float32) / 255
    assert (familiarity.strangeness(garments) > 0).mean() < 0.05


def test_the_file_is_small() -> None:
    assert FILE.stat().st_size < 500_000
