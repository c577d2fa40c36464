from dataclasses import replace

from cnn.runs.branch import Branch
from cnn.runs.network import LabNetwork
from cnn.runs.recipe import ARTICLE, DENSE, FAST, with_network
from cnn.runs.run import Run
from cnn.ui.components.run_settings import changed_settings, layers_in_words
from tests.networks import NORMALIZED_CNN
from tests.ui.visiting import component, texts


def script(run: "Run") -> None:
    from cnn.ui.components.run_settings import run_settings

    run_settings(run)


def shown(run: Run) -> str:
    return texts(component(script, run=run).run())


def test_all_settings_of_a_run_are_in_one_line() -> None:
    assert shown(Run("1", "ada", ARTICLE, 7, "A run")) == (
        "Article CNN: maximum epochs 20, batch size 32, optimizer Adam, learning rate 0.001, "
        "training garments 48,000, early stopping after 2 epochs without improvement, seed 7"
    )


def test_a_branch_names_where_it_came_from() -> None:
    run = Run("2", "ada", ARTICLE, 7, "A branch")
    run.branch = Branch("1", "Article CNN 1", 2.0, seed=7)
    assert shown(run).endswith(", seed 7, branched from Article CNN 1 after epoch 2")


def test_the_layers_of_an_own_network_are_told() -> None:
    line = shown(Run("1", "ada", with_network(ARTICLE, NORMALIZED_CNN), 7, "A run"))
    assert line.startswith("Own network: ")
    assert "layers convolution 32 of 3 x 3, max pooling 2, normalization, relu, conv" in line
    assert "flatten, dense 256, dropout 0.4, seed 7" in line
    assert "layers" not in shown(Run("1", "ada", ARTICLE, 7, "A run"))
    assert layers_in_words(LabNetwork.RESIDUAL_CNN) == "residual cnn"


def test_a_recipe_with_one_cycle_says_so() -> None:
    line = shown(Run("1", "ada", FAST, 7, "A run"))
    assert "learning rate 0.004, one cycle" in line
    assert "early stopping off" in line


def test_settings_that_differ_are_named_with_both_values() -> None:
    other = replace(ARTICLE, batch_size=64, training_images=1_000)
    assert changed_settings(ARTICLE, other) == [
        "batch size 64 instead of 32",
        "training garments 1,000 instead of 48,000",
    ]
    assert changed_settings(ARTICLE, ARTICLE) == []


def test_another_recipe_is_one_change() -> None:
    assert changed_settings(ARTICLE, DENSE) == ["Dense network instead of Article CNN"]
