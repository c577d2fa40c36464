import json
from dataclasses import replace

import pytest

from cnn import pretrained
from cnn.data.dataset import DataSource
from cnn.runs.branch import Branch
from cnn.runs.history import EndReason, EpochResult, History, TracePoint
from cnn.runs.recipe import ARTICLE
from cnn.runs.record import RunRecord, recipe_of

RECORD = pretrained.ARTICLE_CNN.record


def test_a_record_survives_being_written_and_read() -> None:
    generated = replace(RECORD, source=DataSource.GENERATED)
    traced = replace(RECORD, history=replace(RECORD.history, trace=(TracePoint(0.5, 1.2, 0.6),)))
    averaged = replace(RECORD, averaged=(3, 7))
    for record in (RECORD, generated, traced, averaged):
        assert RunRecord.from_json(record.to_json()) == record


def test_a_record_of_a_branch_says_what_it_has_inherited() -> None:
    branched = replace(
        RECORD,
        branch=Branch("0123456789ab", "Fast 3", epochs=2.75, seed=7),
        history=replace(RECORD.history, inherited=2),
    )
    assert RunRecord.from_json(branched.to_json()) == branched
    assert branched.best_epoch > 2


def test_it_says_what_it_began_with() -> None:
    assert RECORD.beginning == ""
    branched = replace(RECORD, branch=Branch("0123456789ab", "Fast 3", epochs=2, seed=7))
    assert branched.beginning == "The run went on from another one, Fast 3, after epoch 2."
    continued = RunRecord.from_json(replace(RECORD, weights="mine.keras").to_json())
    assert continued.beginning == "The run began with the weights of mine.keras."
    both = replace(branched, weights="mine.keras")
    assert both.beginning == f"{continued.beginning} {branched.beginning}"


def test_its_file_says_what_it_was_trained_on_and_why_it_ended() -> None:
    fields = json.loads(RECORD.to_json())
    assert fields["data"] == "fashion-mnist"
    assert fields["ended"] == "early stopping"
    assert fields["best_epoch"] == RECORD.best_epoch
    assert len(fields["history"]) == len(RECORD.history)


def test_a_record_of_an_earlier_version_is_read() -> None:
    fields = json.loads(RECORD.to_json())
    for name in (
        "precision",
        "training_images",
        "trace",
        "branch",
        "weights",
        "averaged",
        "temperature",
    ):
        del fields[name]
    for epoch in fields["history"]:
        del epoch["completed"]
    record = RunRecord.from_json(json.dumps(fields))
    assert (record.precision, record.training_images) == ("float32", 48_000)
    assert record.history.epochs == RECORD.history.epochs
    assert record.history.trace == ()
    assert record.branch is None
    assert record.weights is None
    assert (record.averaged, record.temperature) == ((), 1)


def test_a_stopped_run_says_at_which_batch() -> None:
    assert RECORD.stopped_at is None
    cut_short = EpochResult(1, 0.6, 0.8, 0.5, 0.8, seconds=2, completed=0.2)
    stopped = replace(RECORD, history=History((cut_short,), EndReason.STOPPED))
    assert stopped.stopped_at == (300, 1_500)
    assert '"completed": 0.2' in stopped.to_json()


@pytest.mark.parametrize("text", ["{", "{}", '{"best_epoch": 1, "data": "a guess"}'])
def test_what_is_no_record_is_refused(text: str) -> None:
    with pytest.raises((ValueError, KeyError, TypeError)):
        RunRecord.from_json(text)


def test_accuracies_on_generated_garments_say_so() -> None:
    assert RECORD.caveat == ""
    assert replace(RECORD, source=DataSource.GENERATED).caveat == " of generated garments"


def test_the_recipe_has_the_settings_of_the_run() -> None:
    record = replace(RECORD, batch_size=128, epochs=3, training_images=1_000)
    settings = replace(ARTICLE, batch_size=128, epochs=3, training_images=1_000)
    assert recipe_of(record) == settings


def test_a_record_outlives_its_recipe() -> None:
    assert recipe_of(replace(RECORD, recipe="long gone")).title == "long gone"


AVERAGED = [each for each in pretrained.PRETRAINED_MODELS if each.record.averaged]
AS_TRAINED = [each for each in pretrained.PRETRAINED_MODELS if each not in AVERAGED]


@pytest.mark.parametrize("model", AS_TRAINED, ids=lambda model: model.name)
def test_the_validation_score_is_that_of_the_best_epoch(
    model: pretrained.PretrainedModel,
) -> None:
    best = model.record.history.best
    assert best is not None
    # The history is in the precision of the training, the score in float32.
    assert model.record.validation.loss == pytest.approx(best.val_loss, rel=1e-3)
    assert model.record.validation.accuracy == pytest.approx(best.val_accuracy, abs=1e-3)


@pytest.mark.parametrize("model", AVERAGED, ids=lambda model: model.name)
def test_the_mean_of_weights_is_better_than_the_best_epoch(
    model: pretrained.PretrainedModel,
) -> None:
    best = model.record.history.best
    assert best is not None
    assert model.record.validation.loss < best.val_loss
