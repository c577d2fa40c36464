from dataclasses import replace

import numpy as np
import pytest

from cnn import pretrained
from cnn.data.dataset import DataSource
from cnn.evaluation.metrics import Score
from cnn.pretrained import PretrainedModel
from cnn.runs.model_card import ModelCard, markdown, sections

MATRIX = 90 * np.eye(10, dtype=int)
MATRIX[0, [0, 6]] = 80, 10
MATRIX[6, [0, 4, 6]] = 25, 5, 60
MATRIX[9, 9] = 0
RECORD = replace(
    pretrained.ARTICLE_CNN.record,
    validation=Score(loss=0.2345, accuracy=0.9123),
    test=Score(loss=0.3456, accuracy=0.8767),
    seconds=1234.5,
    seed=77,
)
CARD = ModelCard(
    name="Article CNN",
    record=RECORD,
    settings={"recipe": "Article CNN", "batch size": "32", "layers": "flatten, dense 100"},
    source=DataSource.FASHION_MNIST,
    matrix=MATRIX,
    revealed=False,
)


def part(card: ModelCard, title: str) -> str:
    [text] = [section.text for section in sections(card) if section.title == title]
    return text


def test_the_file_has_every_section_of_the_page_below_one_title() -> None:
    text = markdown(CARD)
    assert text.startswith("# Model card: Article CNN\n\n## What it is\n\n")
    for section in sections(CARD):
        assert f"\n\n## {section.title}\n\n{section.text}\n\n" in text
    assert "Mitchell et al." in text.splitlines()[-1]


def test_it_says_what_the_model_is() -> None:
    said = part(CARD, "What it is")
    assert "- Recipe: Article CNN. Two convolutions" in said
    assert "- Layers: flatten, dense 100, and ten outputs\n" in said
    assert "- Parameters: 323,286" in said


def test_a_network_that_is_no_list_of_layers_has_the_summary_of_its_recipe() -> None:
    said = part(replace(CARD, record=pretrained.BEST_CNN.record), "What it is")
    assert "skip connections" in said
    assert "Layers" not in said


def test_it_says_how_the_model_was_trained() -> None:
    said = part(CARD, "How it was trained")
    best, last = RECORD.history.best, RECORD.history.last
    assert best is not None and last is not None
    assert "Fashion-MNIST by Zalando Research, MIT License: 48,000 garments to train" in said
    assert "- Batch size: 32\n" in said
    assert f"- Trained for: {last.epoch} epochs in 1,234 seconds, ended by early stopping\n" in said
    assert f"those after epoch {best.epoch}," in said
    assert "Seed: 77" in said
    assert f"keras {RECORD.versions['keras']}" in said


def test_it_says_what_the_training_began_with() -> None:
    began = part(
        replace(CARD, record=replace(CARD.record, weights="mine.keras")), "How it was trained"
    )
    assert "- The run began with the weights of mine.keras.\n" in began


def test_it_says_whether_weights_were_averaged() -> None:
    averaged = replace(CARD, record=replace(CARD.record, averaged=(3, 7)))
    said = part(averaged, "How it was trained")
    assert "- Weights kept: the mean of those after epochs 3 and 7\n" in said


def test_it_says_whether_the_model_was_calibrated() -> None:
    assert "Calibrated" not in markdown(CARD)
    calibrated = replace(CARD, record=replace(CARD.record, temperature=1.234))
    said = part(calibrated, "How it was trained")
    assert "- Calibrated: its logits were divided by 1.23, so that it is as sure" in said


def test_the_test_result_is_only_told_once_it_has_been_revealed() -> None:
    assert "87.7%" not in markdown(CARD) and "0.346" not in markdown(CARD)
    assert "- Test: sealed" in markdown(CARD)
    assert "- Test: accuracy 87.7%, loss 0.346\n" in markdown(replace(CARD, revealed=True))


def test_it_has_the_figures_of_validation_and_the_recall_of_each_class() -> None:
    said = part(CARD, "How good it is")
    assert "- Validation: accuracy 91.2%, loss 0.234\n" in said
    assert "(810 validation garments)" in said
    assert "| T-shirt/top | 88.9% |\n| Trouser | 100.0% |" in said
    assert "| Shirt | 66.7% |" in said
    assert said.endswith("| Ankle boot | no garments |")


def test_it_says_where_the_model_fails() -> None:
    said = part(CARD, "Where it fails")
    assert "weakest class is Shirt: it recognizes 66.7%" in said
    assert said.endswith(
        "- Shirt taken for T-shirt/top: 25\n- T-shirt/top taken for Shirt: 10\n"
        "- Shirt taken for Coat: 5"
    )


def test_a_model_without_mistakes_fails_nowhere() -> None:
    perfect = replace(CARD, matrix=6 * np.eye(10, dtype=int))
    assert part(perfect, "Where it fails") == "It makes no mistakes on 60 validation garments."


def test_it_tells_that_a_model_was_trained_on_generated_garments() -> None:
    record = replace(RECORD, source=DataSource.GENERATED)
    text = markdown(replace(CARD, record=record, source=DataSource.GENERATED))
    assert "Zalando" not in text
    assert "- Data: generated garments, drawn by a model that was trained on Fashion-MNIST" in text
    assert "- Validation of generated garments: accuracy" in text
    assert "(810 generated validation garments)" in text


def test_it_says_what_the_model_is_for_and_what_not() -> None:
    assert "single garment" in part(CARD, "What it is for")
    assert "Not for decisions about people" in part(CARD, "What it is not for")


def test_the_name_of_a_run_means_nothing_in_markdown() -> None:
    text = markdown(replace(CARD, name="[x](https://x.org) *y* `z`\n# <b>$"))
    assert text.splitlines()[0] == "# Model card: x (https //x org) y z b"


@pytest.mark.parametrize("model", pretrained.PRETRAINED_MODELS, ids=lambda model: model.name)
def test_every_model_has_a_card(model: PretrainedModel) -> None:
    text = markdown(replace(CARD, name=model.title, record=model.record))
    assert text.startswith(f"# Model card: {model.title}\n")
    assert f"Parameters: {model.record.parameters:,}" in text
