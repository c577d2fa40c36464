from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from cnn.data.labels import CLASS_NAMES
from cnn.nn.classifier import Classifier
from cnn.preprocessing.image_file import open_picture
from cnn.preprocessing.prepare import prepare
from cnn.pretrained import ROBUST_CNN
from tools.draw_example_photos import FOLDER, PHOTOS

FILES = sorted(FOLDER.iterdir())


@pytest.fixture(scope="module")
def robust() -> Classifier:
    return Classifier.load(ROBUST_CNN.path)


def test_there_is_one_file_per_photo_named_after_its_class() -> None:
    class_of = {name.lower().replace("/", "_"): name for name in CLASS_NAMES}
    assert sorted(path.stem for path in FILES) == sorted(name.replace("/", "_") for name in PHOTOS)
    assert len(FILES) == 6
    assert {path.stem for path in FILES} <= set(class_of)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_robust_cnn_recognizes_each_photo(path: Path, robust: Classifier) -> None:
    prepared = prepare(open_picture(path))
    assert prepared.kind == "photo"
    assert prepared.warnings == ()
    probabilities = robust.recognize(prepared.image).probabilities
    winner = CLASS_NAMES[int(probabilities.argmax())]
    assert winner.lower().replace("/", "_") == path.stem
    assert probabilities.max() > 0.5


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_garment_is_told_from_the_surface_on_which_it_lies(path: Path) -> None:
    photo, garment = (step.picture for step in prepare(open_picture(path)).steps[:2])
    # All else is faded.
    found = np.asarray((photo == garment).all(axis=2))
    assert 0.2 < found.mean() < 0.45
    frame = np.ones_like(found)
    frame[10:-10, 10:-10] = False
    assert not found[frame].any()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_photo_is_square_and_small(path: Path) -> None:
    assert path.stat().st_size < 60_000
    with Image.open(path) as photo:
        assert photo.size == (600, 600)


def test_the_shipped_photos_are_those_that_the_script_draws() -> None:
    # JPEG files lose details, so they are compared without these.
    with Image.open(FOLDER / "bag.jpg") as shipped:
        before, now = (np.asarray(photo.reduce(6), float) for photo in (shipped, PHOTOS["bag"]()))
    assert np.abs(before - now).mean() < 1.5
