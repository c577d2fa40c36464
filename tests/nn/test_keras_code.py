"""The code that is written of a network builds the network that the lab builds."""

from dataclasses import replace
from typing import Any

import keras
import pytest

from cnn.nn.networks import build_network
from cnn.nn.training.compiled_networks import learning_rate
from cnn.runs.keras_code import cells
from cnn.runs.recipe import ARTICLE, BEST, FAST, RECIPES, Recipe
from tests.random_networks import buildable_networks


def built(recipe: Recipe) -> keras.Model:
    code = {cell.title: cell.code for cell in cells(recipe, 1)}
    names: dict[str, Any] = {"keras": keras, "layers": keras.layers}
    exec(code["Build the network"], names)
    return names["model"]


def configs(model: keras.Model) -> list[dict[str, Any]]:
    """Their kinds and settings, without names and what works in training only."""
    found = []
    for layer in model.layers:
        if type(layer).__name__ in ("InputLayer", *AUGMENTATION):
            continue
        config = layer.get_config()
        del config["name"]
        found.append(config | {"kind": type(layer).__name__})
    return found


AUGMENTATION = ("RandomFlip", "RandomTranslation", "RandomErasing")


@pytest.mark.parametrize("recipe", RECIPES.values(), ids=RECIPES.keys())
def test_the_code_builds_the_network_of_the_recipe(recipe: Recipe) -> None:
    assert configs(built(recipe)) == configs(build_network(recipe.network))


def test_the_code_builds_random_networks() -> None:
    for network in buildable_networks(30, seed=6):
        model = built(replace(ARTICLE, network=network))
        assert configs(model) == configs(build_network(network))
        assert model.count_params() == network.parameters


def test_augmentation_is_a_part_of_the_network() -> None:
    kinds = [type(layer).__name__ for layer in built(BEST).layers]
    assert kinds[:4] == ["InputLayer", *AUGMENTATION]


def test_the_learning_rate_follows_the_cycle_of_the_lab() -> None:
    code = next(cell.code for cell in cells(FAST, 1) if "schedule" in cell.code)
    names: dict[str, Any] = {"keras": keras, "train_images": range(48_000)}
    exec(code[: code.index("optimizer = ")], names)
    ours = learning_rate(FAST.learning_rate, FAST.epochs * 375)
    assert isinstance(ours, keras.optimizers.schedules.LearningRateSchedule)
    for step in (0, 100, 375, 800, 1_499):
        assert float(names["schedule"](step)) == pytest.approx(float(ours(step)), rel=1e-4)
