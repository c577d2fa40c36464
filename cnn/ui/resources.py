"""What all sessions of a process share: the dataset, the classifiers, and what is found with them.

Kept by ``st.cache_resource`` rather than in module globals: a push to a deployed app reloads
the modules, and everything would be in memory twice.
"""

import threading
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from cnn import pretrained
from cnn.concurrency import (
    BackgroundTask,
    Progress,
)
from cnn.data.dataset import Dataset, generate, load
from cnn.data.labels import IMAGE_SIDE
from cnn.data.provider import DataProvider
from cnn.evaluation.garment_map import GarmentMap, Unfolding, garments_for
from cnn.evaluation.robustness import Robustness, RobustnessTest
from cnn.evaluation.sampling import stratified_sample
from cnn.nn.keras_session import keep_keras_session
from cnn.plots.sprites import as_transparency, sheet
from cnn.runs.network import AnyNetwork
from cnn.ui.garbage import keep_collections_short, spare_the_living

if TYPE_CHECKING:
    from cnn.nn.classifier import Classifier
    from cnn.nn.explain.familiarity import Familiarity
    from cnn.nn.explain.feature_maps import FeatureMaps
    from cnn.nn.explain.heat_maps import HeatMaps
    from cnn.nn.explain.neighbors import Neighbors
    from cnn.nn.explain.surgery import Cut, Surgery
    from cnn.nn.explain.weights import Weights
    from cnn.nn.judge import Judge


HEAD_START = 1.5
"""Seconds that the first page has the processor to itself before the warm-up begins."""

GARMENTS_PER_CUT = 1_000
"""Classified after each cut into a model."""


@st.cache_resource(show_spinner=False)
def provider() -> DataProvider:
    return DataProvider(load, generate)


@st.cache_resource(show_spinner=False, max_entries=8)
def _classifier_task(path: Path) -> "BackgroundTask[Classifier]":
    def load(_: Progress) -> "Classifier":
        # Imports TensorFlow, which takes seconds.
        keep_keras_session()
        from cnn.nn.classifier import Classifier

        classifier = Classifier.load(path)
        # The first call traces the model.
        classifier.recognize(np.zeros((IMAGE_SIDE, IMAGE_SIDE), np.float32))
        return classifier

    return BackgroundTask(load)


def classifier(path: Path) -> "Classifier":
    """The classifier in a ``.keras`` file; waits until it is loaded.

    Raises:
        UnusableModel: the file does not contain a classifier of garments.
    """
    task = _classifier_task(path)
    if task.result is None:
        with st.spinner("Loading the model"):
            return task.get()
    return task.get()


@st.cache_resource(show_spinner=False, max_entries=8)
def feature_maps(path: Path) -> "FeatureMaps":
    """What gives the outputs of all layers of the classifier in a ``.keras`` file.

    Raises:
        UnusableModel: the file does not contain a classifier of garments.
    """
    model = classifier(path).model
    from cnn.nn.explain.feature_maps import FeatureMaps

    return FeatureMaps(model)


@st.cache_resource(show_spinner=False, max_entries=8)
def heat_maps(path: Path) -> "HeatMaps":
    """What finds where the classifier in a ``.keras`` file looks.

    Raises:
        UnusableModel: the file does not contain a classifier of garments.
    """
    model = classifier(path).model
    from cnn.nn.explain.heat_maps import HeatMaps

    return HeatMaps(model)


@st.cache_resource(show_spinner=False, max_entries=8)
def surgery(path: Path) -> "Surgery":
    """What classifies with the classifier in a ``.keras`` file when some of it is cut.

    Raises:
        UnusableModel: the file does not contain a classifier of garments.
    """
    model = classifier(path).model
    from cnn.nn.explain.surgery import Surgery

    return Surgery(model)


@st.cache_data(show_spinner=False, max_entries=256)
def cut_probabilities(
    path: Path, source: str, cut: "Cut", _data: Dataset
) -> tuple[np.ndarray, np.ndarray]:
    """Labels int (n,), and a cut model's probabilities float32 (n, 10), of validation garments.

    There are few, the same for all cuts, so that the answer comes at once.
    """
    indices = stratified_sample(_data.validation.labels, GARMENTS_PER_CUT)
    images = _data.validation.images[indices].astype(np.float32) / 255
    return _data.validation.labels[indices], surgery(path).classify(images, cut)


@st.cache_resource(show_spinner=False, max_entries=8)
def trained_weights(path: Path) -> "Weights":
    """The weights of the classifier in a ``.keras`` file.

    Raises:
        UnusableModel: the file does not contain a classifier of garments.
    """
    model = classifier(path).model
    from cnn.nn.explain.weights import weights_of

    return weights_of(model)


@st.cache_resource(show_spinner=False, max_entries=8)
def untrained_weights(network: AnyNetwork, seed: int) -> "Weights":
    """The weights with which a training of a network begins."""
    keep_keras_session()
    from cnn.nn.explain.weights import untrained

    return untrained(network, seed)


@st.cache_resource(show_spinner=False)
def _familiarity_task() -> "BackgroundTask[Familiarity]":
    def load(_: Progress) -> "Familiarity":
        keep_keras_session()
        from cnn.nn.explain.familiarity import Familiarity

        familiarity = Familiarity.load()
        # The first call traces the network.
        familiarity.is_unlike(np.zeros((IMAGE_SIDE, IMAGE_SIDE), np.float32))
        return familiarity

    return BackgroundTask(load)


def familiarity() -> "Familiarity":
    """What tells pictures that are unlike any garment; waits until it is loaded."""
    return _familiarity_task().get()


@st.cache_resource(show_spinner=False)
def _judge_task() -> "BackgroundTask[Judge]":
    def load(_: Progress) -> "Judge":
        unlike = familiarity()
        from cnn.nn.judge import Judge

        judge = Judge.load(unlike, _classifier_task(pretrained.DEFAULT.path).get())
        # The first call traces the model.
        judge.best(np.zeros((1, IMAGE_SIDE, IMAGE_SIDE), np.float32))
        return judge

    return BackgroundTask(load)


def judge() -> "Judge":
    """What tells the best of several ways to cut out a photo; waits until it is loaded."""
    return _judge_task().get()


@st.cache_resource(show_spinner=False)
def warm_up() -> None:
    """Imports TensorFlow and loads the networks of the first page in the background."""
    timer = threading.Timer(HEAD_START, _warm_up)
    timer.daemon = True
    timer.start()


def _warm_up() -> None:
    for task in (_classifier_task(pretrained.DEFAULT.path), _familiarity_task(), _judge_task()):
        task.start()
        task.wait()
    spare_the_living()
    keep_collections_short()


@st.cache_resource(show_spinner=False, max_entries=6)
def neighbors(path: Path, source: str, _data: Dataset) -> "BackgroundTask[Neighbors]":
    """A task that builds an index of the training garments for a model."""

    def build(progress: Progress) -> "Neighbors":
        from cnn.nn.explain.neighbors import Neighbors

        return Neighbors(_classifier_task(path).get(), _data, progress)

    return BackgroundTask(build)


@st.cache_resource(show_spinner=False, max_entries=16)
def robustness(
    path: Path, source: str, _data: Dataset
) -> tuple[RobustnessTest, BackgroundTask[Robustness]]:
    """What measures a model on corrupted validation garments, and the task that has it do so."""

    def measure(progress: Progress) -> Robustness:
        # Loads the model before the test takes its time.
        _classifier_task(path).get()
        return test.run(progress)

    test = RobustnessTest(
        lambda images: _classifier_task(path).get().classify(images), _data.validation
    )
    return test, BackgroundTask(measure)


@st.cache_resource(show_spinner="Placing the garments", max_entries=6)
def garment_map(path: Path, source: str, _data: Dataset) -> GarmentMap:
    """The validation garments as a model sees them; a random part, if there are many."""
    network = classifier(path)
    units = network.features(np.zeros((1, IMAGE_SIDE, IMAGE_SIDE), np.float32)).shape[1]
    indices = stratified_sample(_data.validation.labels, garments_for(units))
    return GarmentMap(indices, network.features_of_garments(_data.validation.images[indices]))


@st.cache_resource(show_spinner=False, max_entries=6)
def garment_answers(
    path: Path, source: str, _data: Dataset, _map: GarmentMap
) -> "BackgroundTask[np.ndarray]":
    """A task that finds the classes that a model takes the garments on its map for, int (n,)."""

    def answer(_: Progress) -> np.ndarray:
        images = _data.validation.images[_map.indices]
        classes: np.ndarray = _classifier_task(path).get().classify_garments(images).argmax(axis=1)
        return classes

    return BackgroundTask(answer)


@st.cache_resource(show_spinner=False, max_entries=6)
def unfolding(path: Path, source: str, _map: GarmentMap) -> Unfolding:
    """A model's map that t-SNE makes, once its task has been started."""
    return Unfolding(_map)


@st.cache_data(show_spinner=False, max_entries=4)
def garment_sheet(source: str, count: int, _data: Dataset) -> bytes:
    """The pictures of so many garments on a map, in order: a WebP."""
    indices = stratified_sample(_data.validation.labels, count)
    return as_transparency(sheet(_data.validation.images[indices]))


@st.cache_resource(show_spinner=False, max_entries=64)
def validation_probabilities(
    path: Path, source: str, _data: Dataset
) -> "BackgroundTask[np.ndarray]":
    """A task that finds a model's probabilities for the validation garments: float32 (n, 10)."""
    images = _data.validation.images

    def classify(progress: Progress) -> np.ndarray:
        probabilities = _classifier_task(path).get().classify_garments(images, progress)
        # All visitors have the same array.
        probabilities.setflags(write=False)
        return probabilities

    return BackgroundTask(classify)
