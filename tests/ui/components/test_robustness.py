from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from cnn import pretrained
from cnn.data.dataset import Dataset
from cnn.data.labels import CLASS_NAMES
from cnn.evaluation.corruptions import CORRUPTIONS
from cnn.evaluation.robustness import UNCHANGED, corrupted
from cnn.pretrained import PretrainedModel
from cnn.ui import resources
from cnn.ui.components import robustness
from cnn.ui.components.model_picker import TrainedModel
from tests.ui.visiting import component, pictures, protos, texts


def trained(model: PretrainedModel) -> TrainedModel:
    return TrainedModel(model.name, f"{model.title}: shipped", model.path, model.record, run=None)


DENSE, ARTICLE = trained(pretrained.DENSE_NETWORK), trained(pretrained.ARTICLE_CNN)


def script(model: "TrainedModel", data: "Dataset") -> None:
    from cnn.ui.components.robustness import robustness

    robustness(model, data)


def shown(data: Dataset) -> AppTest:
    app = component(script, model=DENSE, data=data)
    app.session_state["beside"] = ARTICLE.id
    app.run()
    assert not app.exception
    return app


def many(app: AppTest) -> AppTest:
    """The other part of the view."""
    app.button_group(key="steady_part").set_value("Many garments").run()
    assert not app.exception
    return app


def measured(app: AppTest, data: Dataset, *models: TrainedModel) -> AppTest:
    for model in models:
        resources.robustness(model.path, data.source, data)[1].get()
    app.run()
    assert not app.exception
    return app


def test_the_garment_is_shown_in_every_kind_at_the_chosen_strength(
    lab: None, small_data: Dataset
) -> None:
    app = shown(small_data)
    app.slider(key="strength").set_value(5).run()
    alts = [picture.alt for picture in pictures(app)]
    names = ["Unchanged", *(kind.in_words(5) for kind in CORRUPTIONS)]
    assert [alt.partition(":")[0] for alt in alts] == names


def test_a_changed_answer_is_marked_in_bold_with_a_cross(lab: None, small_data: Dataset) -> None:
    app = shown(small_data)
    first = int(np.flatnonzero(small_data.validation.labels == 0)[0])
    image = small_data.validation.images[first : first + 1].astype(np.float32) / 255
    conditions = [UNCHANGED, *((kind.name, 3) for kind in CORRUPTIONS)]
    images = np.concatenate([corrupted(image, condition) for condition in conditions])
    answers = resources.classifier(DENSE.path).classify(images).argmax(axis=1)
    changed = [CLASS_NAMES[answer] for answer in answers if answer != answers[0]]
    marked = [text.value for text in app.markdown if ":material/close:" in text.value]
    assert 0 < len(changed) < len(CORRUPTIONS)
    assert len(marked) == len(changed)
    assert all(f"**{name}" in text for name, text in zip(changed, marked, strict=True))


def test_one_part_is_shown_at_a_time_and_the_strength_in_both(
    lab: None, small_data: Dataset
) -> None:
    app = shown(small_data)
    app.slider(key="strength").set_value(4).run()
    assert [box.label for box in app.selectbox] == ["Garment"]
    assert pictures(app) and not app.table
    many(app)
    assert [box.label for box in app.selectbox] == ["Compare with"]
    assert app.table and not pictures(app)
    assert app.slider(key="strength").value == 4


def test_the_measurement_begins_when_many_garments_are_opened(
    lab: None, small_data: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[bool] = []
    waiting: Any = SimpleNamespace(
        newest=None,
        began=None,
        result=None,
        error=None,
        progress=(0, 0),
        start=lambda: begun.append(True),
    )
    monkeypatch.setattr(robustness, "robustness_of", lambda *_: (waiting, waiting))
    app = shown(small_data)
    assert not begun
    many(app)
    assert begun


def test_before_the_measurement_all_charts_are_there_without_points(
    lab: None, small_data: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    nothing: Any = SimpleNamespace(
        newest=None, began=None, result=None, error=None, progress=(0, 0), start=lambda: None
    )
    monkeypatch.setattr(robustness, "robustness_of", lambda *_: (nothing, nothing))
    app = many(shown(small_data))
    alts = [proto.alt for proto in protos(app, "vega_lite_chart")]
    assert len(alts) == len(CORRUPTIONS)
    assert all("not measured yet" in alt for alt in alts)
    assert list(app.table[0].value["Dense network"]) == ["not yet"] * 13
    [bar] = protos(app, "progress")
    assert bar.text == "Measuring Dense network"


def test_both_models_are_measured_one_after_the_other(lab: None, small_data: Dataset) -> None:
    app = measured(many(shown(small_data)), small_data, DENSE, ARTICLE)
    assert "Measured on 60 and 60 validation garments." in texts(app)
    table = app.table[0].value.set_index("Garments")
    assert list(table.columns) == ["Dense network", "Article CNN"]
    for model, name in ((DENSE, "Dense network"), (ARTICLE, "Article CNN")):
        result = resources.robustness(model.path, small_data.source, small_data)[1].get()
        assert table[name]["Unchanged"] == f"{result.accuracy[UNCHANGED]:.1%}"
        assert table[name]["Turn by 30°"] == f"{result.accuracy['Turn', 3]:.1%}"
        assert table[name]["Mirror"] == f"{result.accuracy['Mirror', 1]:.1%}"


def test_the_accuracy_on_unchanged_garments_is_the_plain_one(
    lab: None, small_data: Dataset
) -> None:
    result = resources.robustness(ARTICLE.path, small_data.source, small_data)[1].get()
    plain = resources.classifier(ARTICLE.path).score(small_data.validation)
    assert result.accuracy[UNCHANGED] == pytest.approx(plain.accuracy)


def test_the_second_model_is_another_pretrained_one_at_first(
    lab: None, small_data: Dataset
) -> None:
    app = many(component(script, model=trained(pretrained.DEFAULT), data=small_data).run())
    beside = app.selectbox(key="beside")
    assert beside.value == pretrained.ARTICLE_CNN.name
    assert len(beside.options) == len(pretrained.PRETRAINED_MODELS) - 1


def test_a_model_is_not_compared_with_itself(lab: None, small_data: Dataset) -> None:
    app = component(script, model=DENSE, data=small_data)
    app.session_state["beside"] = DENSE.id
    many(app.run())
    assert app.selectbox(key="beside").value == pretrained.DEFAULT.name


def test_a_model_that_cannot_be_loaded_says_so(
    lab: None, small_data: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    missing = replace(ARTICLE, id="missing", path=ARTICLE.path.with_name("missing.keras"))
    models = {DENSE.id: DENSE, missing.id: missing}
    monkeypatch.setattr(robustness, "trained_models", lambda: models)
    app = many(component(script, model=DENSE, data=small_data).run())
    resources.robustness(DENSE.path, small_data.source, small_data)[1].get()
    task = resources.robustness(missing.path, small_data.source, small_data)[1]
    task.start()
    task.wait()
    app.run()
    assert not app.exception
    assert app.error[0].value.startswith("Article CNN: ")
    assert "Try again" in [button.label for button in app.button]


def test_two_runs_of_the_same_name_are_told_apart() -> None:
    assert list(robustness._distinct(DENSE, DENSE)) == ["Dense network", "Dense network (2)"]
