import gc
import threading
from pathlib import Path

import numpy as np
import pytest

from cnn import pretrained
from cnn.data.dataset import Dataset
from cnn.errors import UnusableModel
from cnn.ui import garbage, resources
from tests.ui.visiting import TIMEOUT

warm_up = resources.warm_up
"""The real one: the fixture ``lab`` replaces it."""

MODEL = pretrained.ARTICLE_CNN.path


def test_there_is_one_of_each_for_all_sessions(lab: None, small_data: Dataset) -> None:
    assert resources.provider() is resources.provider()
    assert resources.classifier(MODEL) is resources.classifier(MODEL)
    index = resources.neighbors(MODEL, small_data.source, small_data)
    assert index is resources.neighbors(MODEL, small_data.source, small_data)


def test_the_provider_loads_the_dataset(lab: None, small_data: Dataset) -> None:
    assert resources.provider().get() is small_data


def test_a_file_without_a_model_is_an_error_for_the_visitor(lab: None, tmp_path: Path) -> None:
    with pytest.raises(UnusableModel):
        resources.classifier(tmp_path / "none.keras")


def test_probabilities_of_the_validation_garments(lab: None, small_data: Dataset) -> None:
    task = resources.validation_probabilities(MODEL, small_data.source, small_data)
    probabilities = task.get()
    assert task is resources.validation_probabilities(MODEL, small_data.source, small_data)
    assert task.progress == (60, 60)
    assert not probabilities.flags.writeable, "all visitors have the same"
    assert probabilities.shape == (len(small_data.validation), 10)
    np.testing.assert_allclose(probabilities.sum(axis=1), 1, rtol=1e-5)


def test_feature_maps_are_prepared_once_for_a_model(lab: None, small_data: Dataset) -> None:
    maps = resources.feature_maps(MODEL)
    assert maps is resources.feature_maps(MODEL)
    outputs = maps.of(small_data.validation.images[0].astype(np.float32) / 255)
    assert outputs[0].values.shape == (28, 28, 32)


def test_an_index_of_the_training_garments_is_built(lab: None, small_data: Dataset) -> None:
    index = resources.neighbors(MODEL, small_data.source, small_data).get()
    image = small_data.training.images[3].astype(np.float32) / 255
    assert index.of(image)[0] == 3


def test_a_map_of_the_garments_is_made_once_for_a_model(lab: None, small_data: Dataset) -> None:
    garments = resources.garment_map(MODEL, small_data.source, small_data)
    assert garments is resources.garment_map(MODEL, small_data.source, small_data)
    assert sorted(garments.indices) == list(range(len(small_data.validation)))
    unfolding = resources.unfolding(MODEL, small_data.source, garments)
    assert unfolding is resources.unfolding(MODEL, small_data.source, garments)
    assert not unfolding.task.running, "before it is asked for"
    assert unfolding.task.get().shape == (60, 2)


def test_the_garments_on_a_map_are_classified(lab: None, small_data: Dataset) -> None:
    garments = resources.garment_map(MODEL, small_data.source, small_data)
    answers = resources.garment_answers(MODEL, small_data.source, small_data, garments).get()
    task = resources.validation_probabilities(MODEL, small_data.source, small_data)
    probabilities = task.get()
    np.testing.assert_array_equal(answers, probabilities.argmax(axis=1)[garments.indices])


def test_the_warm_up_loads_the_default_model(lab: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resources, "HEAD_START", 0)
    watching: list[threading.Event] = []
    keep = garbage.keep_collections_short
    monkeypatch.setattr(resources, "keep_collections_short", lambda: watching.append(keep()))
    known = set(threading.enumerate())
    warm_up()
    [timer] = [thread for thread in threading.enumerate() if isinstance(thread, threading.Timer)]
    assert timer not in known
    timer.join(TIMEOUT)
    assert resources._classifier_task(pretrained.DEFAULT.path).result is not None
    assert gc.get_freeze_count() > 0
    [over] = watching
    over.set()
    gc.unfreeze()
    gc.unfreeze()
