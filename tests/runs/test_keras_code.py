from dataclasses import replace

import pytest

from cnn.runs.keras_code import Cell, cells
from cnn.runs.network import (
    ARTICLE_CNN,
    Activation,
    ActivationName,
    Convolution,
    Network,
    Padding,
    Pooling,
    PoolingKind,
)
from cnn.runs.recipe import ARTICLE, BEST, DENSE, FAST, RECIPES, ROBUST, OptimizerName, Recipe
from tests.random_networks import buildable_networks


def code(recipe: Recipe, title: str, seed: int = 42) -> str:
    return cell(recipe, title, seed).code


def cell(recipe: Recipe, title: str, seed: int = 42) -> Cell:
    [found] = [cell for cell in cells(recipe, seed) if cell.title == title]
    return found


def test_the_steps_are_those_of_the_article() -> None:
    assert [cell.title for cell in cells(ARTICLE, 42)] == [
        "Load the data",
        "Build the network",
        "Compile and train it",
        "Draw the loss curve",
        "Evaluate it on the validation images",
        "Look at the first validation image",
        "Predict what it is",
        "Evaluate it on the test images, once, at the end",
    ]


def test_the_network_of_the_article_is_written_as_the_article_does() -> None:
    lines = code(ARTICLE, "Build the network", seed=7).splitlines()
    assert lines == [
        "keras.utils.set_random_seed(7)",
        "model = keras.Sequential()",
        "model.add(keras.Input(shape=(28, 28, 1)))",
        'model.add(layers.Conv2D(32, kernel_size=3, activation="relu", padding="same"))',
        "model.add(layers.MaxPooling2D(2))",
        'model.add(layers.Conv2D(64, kernel_size=2, activation="relu", padding="same"))',
        "model.add(layers.MaxPooling2D(2))",
        "model.add(layers.Flatten())",
        'model.add(layers.Dense(100, activation="relu"))',
        "model.add(layers.Dropout(0.4))",
        'model.add(layers.Dense(10, activation="softmax"))',
        "model.summary()",
    ]


def test_the_training_of_the_article_is_written_to_the_letter() -> None:
    training = code(ARTICLE, "Compile and train it")
    for part in (
        'optimizer="adam"',
        'loss="sparse_categorical_crossentropy"',
        'metrics=["accuracy"]',
        'keras.callbacks.ModelCheckpoint(\n    "best-cnn-model.keras", save_best_only=True\n)',
        "keras.callbacks.EarlyStopping(\n    patience=2, restore_best_weights=True\n)",
        "epochs=20",
        "batch_size=32",
        "callbacks=[checkpoint, early_stopping]",
    ):
        assert part in training
    data = code(ARTICLE, "Load the data")
    assert "test_size=0.2, random_state=42" in data
    assert "/ 255.0" in data
    assert "train_images[:" not in data


def test_a_recipe_without_early_stopping_loads_its_best_epoch() -> None:
    training = code(replace(ARTICLE, patience=None), "Compile and train it")
    assert "early_stopping" not in training
    assert training.splitlines()[-1].startswith("model = keras.models.load_model(")


def test_fewer_garments_are_the_first_ones() -> None:
    data = code(replace(DENSE, training_images=1_000), "Load the data")
    assert "train_images = train_images[:1000]" in data
    assert "train_labels = train_labels[:1000]" in data


@pytest.mark.parametrize(
    ("recipe", "optimizer"),
    [
        (replace(ARTICLE, learning_rate=0.0005), "Adam(0.0005)"),
        (replace(ARTICLE, optimizer=OptimizerName.SGD), "SGD(0.001, momentum=0.9)"),
        (replace(ARTICLE, optimizer=OptimizerName.RMSPROP), "RMSprop(0.001)"),
        (replace(ARTICLE, weight_decay=0.02), "Adam(0.001, weight_decay=0.02)"),
        (FAST, "Adam(schedule)"),
        (BEST, "Adam(schedule, weight_decay=0.02)"),
    ],
)
def test_another_optimizer_is_written_out(recipe: Recipe, optimizer: str) -> None:
    training = code(recipe, "Compile and train it")
    assert f"optimizer = keras.optimizers.{optimizer}\n" in training
    assert "optimizer=optimizer" in training


def test_every_setting_of_a_layer_is_written() -> None:
    layers = (
        Convolution(8, 5, ActivationName.TANH, Padding.VALID, bias=False),
        Convolution(8, 1, ActivationName.LINEAR),
        Pooling(PoolingKind.AVERAGE, 3),
        Activation(ActivationName.SIGMOID),
    )
    network = Network((*layers, *ARTICLE_CNN.layers[4:]))
    built = code(replace(ARTICLE, network=network), "Build the network")
    for line in (
        'Conv2D(8, kernel_size=5, activation="tanh", padding="valid", use_bias=False)',
        'Conv2D(8, kernel_size=1, padding="same")',
        "AveragePooling2D(3)",
        'Activation("sigmoid")',
    ):
        assert f"model.add(layers.{line})\n" in built


@pytest.mark.parametrize("recipe", RECIPES.values(), ids=RECIPES.keys())
def test_what_is_left_out_is_said_in_a_sentence(recipe: Recipe) -> None:
    note = cell(recipe, "Compile and train it").note
    assert bool(note) == (recipe.augmentation is not None)
    if recipe is BEST:
        assert "RandomErasing" in code(recipe, "Build the network")
    if recipe is ROBUST:
        assert "Left out here" in note


def test_the_code_of_any_recipe_and_network_is_python() -> None:
    recipes = [
        *RECIPES.values(),
        *(replace(ARTICLE, network=network) for network in buildable_networks(50, seed=5)),
    ]
    for recipe in recipes:
        for each in cells(recipe, 1):
            compile(each.code, each.title, "exec")
            assert "cnn." not in each.code.replace("cnn-model.keras", "")
