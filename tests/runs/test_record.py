import json
from dataclasses import replace

import pytest

from cnn import pretrained
from cnn.data.dataset import DataSource
from cnn.runs.recipe import ARTICLE
from cnn.runs.record import RunRecord, recipe_of

RECORD = pretrained.ARTICLE_CNN.record


def test_a_record_survives_being_written_and_read() -> None:
    generated = replace(RECORD, source=DataSource.GENERATED)
    for record in (RECORD, generated):
        assert RunRecord.from_json(record.to_json()) == record


def test_its_file_says_what_it_was_trained_on_and_why_it_ended() -> None:
    fields = json.loads(RECORD.to_json())
    assert fields["data"] == "fashion-mnist"
    assert fields["ended"] == "early stopping"
    assert fields["best_epoch"] == RECORD.best_epoch
    assert len(fields["history"]) == len(RECORD.history)


def test_a_record_without_precision_is_of_float32() -> None:
    fields = json.loads(RECORD.to_json())
    del fields["precision"]
    assert RunRecord.from_json(json.dumps(fields)).precision == "float32"


@pytest.mark.parametrize("text", ["{", "{}", '{"best_epoch": 1, "data": "a guess"}'])
def test_what_is_no_record_is_refused(text: str) -> None:
    with pytest.raises((ValueError, KeyError, TypeError)):
        RunRecord.from_json(text)


def test_accuracies_on_generated_garments_say_so() -> None:
    assert RECORD.caveat == ""
    assert replace(RECORD, source=DataSource.GENERATED).caveat == " of generated garments"


def test_the_recipe_has_the_settings_of_the_run() -> None:
    record = replace(RECORD, batch_size=128, epochs=3)
    assert recipe_of(record) == replace(ARTICLE, batch_size=128, epochs=3)


def test_a_record_outlives_its_recipe() -> None:
    assert recipe_of(replace(RECORD, recipe="long gone")).title == "long gone"


@pytest.mark.parametrize("model", pretrained.PRETRAINED_MODELS, ids=lambda model: model.name)
def test_the_validation_score_is_that_of_the_best_epoch(
    model: pretrained.PretrainedModel,
) -> None:
    best = model.record.history.best
    assert best is not None
    # The history is in the precision of the training, the score in float32.
    assert model.record.validation.loss == pytest.approx(best.val_loss, rel=1e-3)
    assert model.record.validation.accuracy == pytest.approx(best.val_accuracy, abs=1e-3)
