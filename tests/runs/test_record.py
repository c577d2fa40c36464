from dataclasses import replace

from cnn import pretrained
from cnn.runs.recipe import ARTICLE
from cnn.runs.record import RunRecord, history_csv, recipe_of

RECORD = pretrained.ARTICLE_CNN.record


def test_a_record_survives_being_written_and_read() -> None:
    assert RunRecord.from_json(RECORD.to_json()) == RECORD


def test_history_is_a_table_with_a_line_an_epoch() -> None:
    lines = history_csv(RECORD.history).splitlines()
    assert lines[0].startswith("epoch,loss,accuracy,val_loss,val_accuracy")
    assert [line.split(",")[0] for line in lines[1:]] == [
        str(epoch.epoch) for epoch in RECORD.history
    ]


def test_the_recipe_comes_back_with_the_settings_of_the_run() -> None:
    record = replace(RECORD, batch_size=128, epochs=3)
    assert recipe_of(record) == replace(ARTICLE, batch_size=128, epochs=3)


def test_a_record_outlives_its_recipe() -> None:
    assert recipe_of(replace(RECORD, recipe="long gone")).title == "long gone"


def test_the_best_epoch_is_the_one_of_the_lowest_validation_loss() -> None:
    best = min(RECORD.history, key=lambda epoch: epoch.val_loss)
    assert RECORD.best_epoch == best.epoch
    assert RECORD.validation.loss == best.val_loss
