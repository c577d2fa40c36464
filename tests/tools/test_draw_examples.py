from pathlib import Path

import pytest
from PIL import Image

from cnn import pretrained
from cnn.data.labels import CLASS_NAMES
from cnn.nn.classifier import Classifier
from cnn.preprocessing.prepare import prepare

DRAWINGS = pretrained.example_drawings()


@pytest.fixture(scope="module")
def default() -> Classifier:
    return Classifier.load(pretrained.DEFAULT.path)


@pytest.mark.parametrize(("name", "path"), DRAWINGS.items(), ids=DRAWINGS)
def test_the_default_model_recognizes_each_example(
    name: str, path: Path, default: Classifier
) -> None:
    with Image.open(path) as drawing:
        prepared = prepare(drawing)
    assert prepared.warnings == ()
    probabilities = default.recognize(prepared.image).probabilities
    assert CLASS_NAMES[int(probabilities.argmax())] == name
