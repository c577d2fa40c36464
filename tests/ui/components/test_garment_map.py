import base64
import io
import json
from typing import Any

import numpy as np
from PIL import Image
from streamlit.testing.v1 import AppTest

from cnn import pretrained
from cnn.data.dataset import Dataset
from cnn.data.labels import CLASS_NAMES
from cnn.evaluation.garment_map import GarmentMap
from cnn.plots.sprites import columns_of
from cnn.preprocessing.prepare import PreparedImage
from cnn.ui import resources
from cnn.ui.components.garment_map import RESOLUTION, _places
from cnn.ui.components.model_picker import TrainedModel
from tests.ui.visiting import component, protos, texts

MODEL = TrainedModel(
    pretrained.ARTICLE_CNN.name,
    "Article CNN",
    pretrained.ARTICLE_CNN.path,
    pretrained.ARTICLE_CNN.record,
    run=None,
)


def script(model: "TrainedModel", data: "Dataset") -> None:
    from cnn.ui.components.garment_map import garment_map

    garment_map(model, data)


def shown(data: Dataset, own: np.ndarray | None = None) -> AppTest:
    """Once the answers are there; ``own``: the visitor's garment, float32 (28, 28)."""
    app = component(script, model=MODEL, data=data)
    if own is not None:
        app.session_state["visitor"].prepared.result = PreparedImage(own, "drawing", (), ())
    app.run()
    answers = resources.garment_answers(MODEL.path, data.source, data, garments(data))
    answers.wait()
    app.run()
    assert not app.exception
    return app


def sent(app: AppTest) -> dict[str, Any]:
    [proto] = protos(app, "bidi_component")
    data: dict[str, Any] = json.loads(proto.json)
    return data


def unfold(app: AppTest, data: Dataset) -> None:
    """Chooses t-SNE, and waits for its map."""
    app.button_group(key="projection").set_value("t-SNE").run()
    resources.unfolding(MODEL.path, data.source, garments(data)).task.wait()
    app.run()
    assert not app.exception


def garments(data: Dataset) -> GarmentMap:
    return resources.garment_map(MODEL.path, data.source, data)


def points(data: dict[str, Any]) -> np.ndarray:
    return np.reshape(data["places"], (-1, 2))


def opacity(source: str) -> np.ndarray:
    picture = Image.open(io.BytesIO(base64.b64decode(source.partition(",")[2])))
    return np.asarray(picture)[..., 3].astype(int)


def test_all_garments_of_a_small_dataset_are_on_the_map(lab: None, small_data: Dataset) -> None:
    app = shown(small_data)
    data = sent(app)
    assert "one of 60 validation garments" in texts(app)
    assert data["alt"] == "Map of 60 garments of 10 classes by PCA"
    assert sorted(data["numbers"]) == list(range(1, 61))
    assert points(data).shape == (60, 2)
    assert (points(data).min(), points(data).max()) == (0, RESOLUTION)


def test_each_garment_has_its_picture_label_prediction_and_neighbors(
    lab: None, small_data: Dataset
) -> None:
    data = sent(shown(small_data))
    indices = np.array(data["numbers"]) - 1
    np.testing.assert_array_equal(data["labels"], small_data.validation.labels[indices])
    images = small_data.validation.images[indices]
    answers = resources.classifier(MODEL.path).classify_garments(images).argmax(axis=1)
    np.testing.assert_array_equal(data["answers"], answers)
    assert np.shape(data["neighbors"]) == (60, 5)
    sheet = opacity(data["sheet"])
    row, column = divmod(17, columns_of(60))
    sprite = sheet[28 * row : 28 * row + 28, 28 * column : 28 * column + 28]
    assert np.abs(sprite - images[17]).mean() < 8


def test_places_are_those_by_pca(lab: None, small_data: Dataset) -> None:
    app = shown(small_data)
    found = points(sent(app)).astype(float)
    plane = garments(small_data).plane
    scale = RESOLUTION / np.ptp(plane, axis=0).max()
    wanted = np.linalg.norm(plane[:, np.newaxis] - plane, axis=2) * scale
    distances = np.linalg.norm(found[:, np.newaxis] - found, axis=2)
    np.testing.assert_allclose(distances, wanted, atol=2)
    explained = garments(small_data).explained
    assert f"with {explained:.0%} of its variance" in texts(app)


def test_t_sne_ends_with_another_map(lab: None, small_data: Dataset) -> None:
    app = shown(small_data)
    before = sent(app)
    unfold(app, small_data)
    after = sent(app)
    assert after["alt"].endswith("by t-SNE")
    assert after["places"] != before["places"]
    assert after["numbers"] == before["numbers"]
    assert "t-SNE keeps neighbors together" in texts(app)
    assert "The map unfolds" not in texts(app)


def test_the_next_visitor_has_the_map_at_once(lab: None, small_data: Dataset) -> None:
    unfold(shown(small_data), small_data)
    app = shown(small_data)
    app.button_group(key="projection").set_value("t-SNE").run()
    assert not protos(app, "progress")
    assert sent(app)["alt"].endswith("by t-SNE")


def test_without_a_drawing_there_is_only_the_dataset(lab: None, small_data: Dataset) -> None:
    app = shown(small_data)
    assert sent(app)["own"] is None
    assert "Draw a garment on the first page" in texts(app)


def test_ones_own_garment_is_projected_as_the_others_are(lab: None, small_data: Dataset) -> None:
    images = small_data.validation.images.astype(np.float32) / 255
    network = resources.classifier(MODEL.path)
    # The network is given one that it prefers as it is, not its mirror image.
    index = next(at for at in range(60) if not network.recognize(images[at]).mirrored)
    app = shown(small_data, images[index])
    data = sent(app)
    place = data["numbers"].index(index + 1)
    np.testing.assert_allclose(data["own"]["place"], points(data)[place], atol=2)
    assert data["own"]["neighbors"][0] == place
    assert data["own"]["answer"] == data["answers"][place]
    assert np.abs(opacity(data["own"]["sheet"]) - small_data.validation.images[index]).mean() < 8
    assert "projected exactly" in texts(app)


def test_t_sne_puts_ones_own_garment_amid_its_neighbors(lab: None, small_data: Dataset) -> None:
    own = small_data.training.images[3].astype(np.float32) / 255
    app = shown(small_data, own)
    unfold(app, small_data)
    data = sent(app)
    mean = points(data)[data["own"]["neighbors"]].mean(axis=0)
    np.testing.assert_allclose(data["own"]["place"], mean, atol=2)
    assert "at the mean place of its nearest" in texts(app)


def test_a_high_map_is_turned_because_screens_are_wide() -> None:
    high = np.array([[0.0, 0.0], [1.0, 4.0], [0.5, 1.0]], np.float32)
    for plane in (high, high[:, ::-1]):
        places = np.reshape(_places(plane, plane, plane), (-1, 2))
        assert np.ptp(places[:, 0]) == RESOLUTION
        assert np.ptp(places[:, 1]) == round(RESOLUTION / 4)


def test_up_on_the_map_is_up_on_the_screen() -> None:
    flat = np.array([[0.0, 0.0], [4.0, 1.0]], np.float32)
    assert _places(flat, flat, flat) == [0, 2500, RESOLUTION, 0]


def test_garments_in_one_place_are_there_on_the_map_too() -> None:
    same = np.ones((3, 2), np.float32)
    assert _places(same, same, same) == [0] * 6


def test_classes_have_names_and_colors(lab: None, small_data: Dataset) -> None:
    data = sent(shown(small_data))
    assert data["names"] == list(CLASS_NAMES)
    assert len(set(data["colors"])) == 10
