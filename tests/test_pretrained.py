import pytest
from PIL import Image

from cnn.data.dataset import DataSource
from cnn.data.labels import CLASS_NAMES
from cnn.pretrained import DEFAULT, PRETRAINED_MODELS, PretrainedModel, example_drawings

LARGEST = 5_000_000
"""Bytes of a model that ships with the lab."""


@pytest.mark.parametrize("model", PRETRAINED_MODELS, ids=lambda model: model.name)
def test_each_model_ships_with_its_file_and_the_record_of_its_training(
    model: PretrainedModel,
) -> None:
    assert 0 < model.path.stat().st_size < LARGEST
    assert model.record.recipe == model.name.removesuffix("_cnn").removesuffix("_network")
    assert model.record.source is DataSource.FASHION_MNIST
    assert model.record.test.accuracy > 0.87


def test_the_default_is_the_model_trained_for_drawings_and_photos() -> None:
    assert DEFAULT.record.recipe == "robust"


def test_there_is_a_drawing_of_each_class_in_class_order() -> None:
    assert tuple(example_drawings()) == CLASS_NAMES
    for path in example_drawings().values():
        with Image.open(path) as drawing:
            assert drawing.width == drawing.height
