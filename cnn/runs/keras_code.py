"""The code of a run: plain Keras, as the course article writes it, and nothing of the lab.

It is made as cells, of which ``cnn.runs.export`` makes a script and a notebook.
"""

import textwrap
from dataclasses import dataclass
from typing import assert_never

from cnn.data.labels import CLASS_NAMES
from cnn.runs.network import (
    Activation,
    ActivationName,
    BatchNormalization,
    Convolution,
    Dense,
    Dropout,
    Flatten,
    LabNetwork,
    Layer,
    Network,
    Pooling,
    PoolingKind,
)
from cnn.runs.recipe import ARTICLE, AugmentationName, OptimizerName, Recipe
from cnn.runs.record import MODEL_FILE


@dataclass(frozen=True)
class Cell:
    title: str
    code: str
    note: str = ""
    """A sentence for what the lab does and this code does not; usually empty."""


def cells(recipe: Recipe, seed: int) -> tuple[Cell, ...]:
    """The steps from the data to the test, which build on one another."""
    return (
        Cell("Load the data", _data(recipe)),
        Cell("Build the network", _network(recipe, seed)),
        Cell("Compile and train it", _training(recipe), _left_out(recipe)),
        Cell("Draw the loss curve", LOSS_CURVE),
        Cell("Evaluate it on the validation images", VALIDATION),
        Cell("Look at the first validation image", FIRST_IMAGE),
        Cell("Predict what it is", PREDICTION),
        Cell("Evaluate it on the test images, once, at the end", TEST),
    )


def _left_out(recipe: Recipe) -> str:
    match recipe.augmentation:
        case AugmentationName.CUTOUT:
            return (
                "Mirroring, shifting and cutout are Keras's own layers here, and those of the lab "
                "where it trains: the same idea with other random numbers."
            )
        case AugmentationName.DRAWINGS_AND_PHOTOS:
            return (
                "The lab also makes images look like drawings and photos, which Keras has nothing "
                "for. Left out here, so this network recognizes the dataset, but few drawings."
            )
        case None:
            return ""


IMPORTS = "\n".join(
    (
        "import keras",
        "import matplotlib.pyplot as plt",
        "from keras import layers",
        "from sklearn.model_selection import train_test_split",
    )
)
"""Quoted line by line: this module itself imports none of them."""


def _data(recipe: Recipe) -> str:
    fewer = ""
    if recipe.training_images < ARTICLE.training_images:
        fewer = f"""\
train_images = train_images[:{recipe.training_images}]
train_labels = train_labels[:{recipe.training_images}]
"""
    return f"""{IMPORTS}

data = keras.datasets.fashion_mnist.load_data()
(images, labels), (test_images, test_labels) = data
images = images.reshape(-1, 28, 28, 1) / 255.0
test_images = test_images.reshape(-1, 28, 28, 1) / 255.0
train_images, val_images, train_labels, val_labels = train_test_split(
    images, labels, test_size=0.2, random_state=42
)
{fewer}print(train_images.shape, val_images.shape, test_images.shape)
plt.imshow(train_images[0], cmap="gray_r")
plt.show()
"""


def _network(recipe: Recipe, seed: int) -> str:
    seeded = f"keras.utils.set_random_seed({seed})\n"
    match recipe.network:
        case LabNetwork.RESIDUAL_CNN:
            augmented = "".join(f"maps = layers.{layer}(maps)\n" for layer in _augmentation(recipe))
            return seeded + RESIDUAL_CNN.replace("AUGMENTED\n", augmented)
        case Network(layers):
            added = [*_augmentation(recipe), *map(_layer, layers)]
            lines = "".join(_add(f"layers.{layer}") for layer in added)
            images = _add("keras.Input(shape=(28, 28, 1))")
            return f"{seeded}model = keras.Sequential()\n{images}{lines}model.summary()\n"


def _augmentation(recipe: Recipe) -> list[str]:
    """Layers that only work in training."""
    if recipe.augmentation is not AugmentationName.CUTOUT:
        return []
    return [
        'RandomFlip("horizontal")',
        'RandomTranslation(2 / 28, 2 / 28, fill_mode="constant")',
        "RandomErasing((1, 1), (0.08, 0.08), fill_value=0, value_range=(0, 1))",
    ]


def _add(layer: str) -> str:
    return f"model.add({layer})\n"


def _layer(layer: Layer) -> str:
    match layer:
        case Convolution():
            bias = "" if layer.bias else ", use_bias=False"
            return (
                f"Conv2D({layer.filters}, kernel_size={layer.kernel_size}"
                f'{_activation(layer.activation)}, padding="{layer.padding}"{bias})'
            )
        case Pooling():
            kind = "MaxPooling2D" if layer.kind is PoolingKind.MAX else "AveragePooling2D"
            return f"{kind}({layer.size})"
        case BatchNormalization():
            return "BatchNormalization()"
        case Activation():
            return f'Activation("{layer.function}")'
        case Flatten():
            return "Flatten()"
        case Dense():
            return f"Dense({layer.units}{_activation(layer.activation)})"
        case Dropout():
            return f"Dropout({layer.rate})"
    assert_never(layer)


def _activation(name: ActivationName) -> str:
    return "" if name is ActivationName.LINEAR else f', activation="{name}"'


RESIDUAL_CNN = """\


def convolve(maps, filters):
    maps = layers.Conv2D(filters, kernel_size=3, padding="same", use_bias=False)(maps)
    maps = layers.BatchNormalization(momentum=0.9)(maps)
    return layers.Activation("relu")(maps)


inputs = maps = keras.Input(shape=(28, 28, 1))
AUGMENTED
maps = convolve(maps, 32)
for filters in (64, 128):
    maps = convolve(layers.MaxPooling2D(2)(maps), filters)
    maps = layers.Add()([maps, convolve(convolve(maps, filters), filters)])
maps = layers.MaxPooling2D(2)(maps)
features = layers.Dropout(0.3)(layers.Flatten()(maps))
outputs = layers.Dense(10, activation="softmax")(features)
model = keras.Model(inputs, outputs)
model.summary()
"""


def _training(recipe: Recipe) -> str:
    callbacks = ["checkpoint"]
    stopping, best = "", ""
    if recipe.patience:
        callbacks.append("early_stopping")
        stopping = f"""\
early_stopping = keras.callbacks.EarlyStopping(
    patience={recipe.patience}, restore_best_weights=True
)
"""
    else:
        best = f'model = keras.models.load_model("{MODEL_FILE}")  # the best epoch\n'
    return f"""\
{_optimizer(recipe)}model.compile(
    optimizer={"optimizer" if _optimizer(recipe) else '"adam"'},
    loss="sparse_categorical_crossentropy",
    metrics=["accuracy"],
)
checkpoint = keras.callbacks.ModelCheckpoint(
    "{MODEL_FILE}", save_best_only=True
)
{stopping}history = model.fit(
    train_images,
    train_labels,
    epochs={recipe.epochs},
    batch_size={recipe.batch_size},
    validation_data=(val_images, val_labels),
    callbacks=[{", ".join(callbacks)}],
)
{best}"""


def _optimizer(recipe: Recipe) -> str:
    """The lines that make it; empty if it is the article's, which has a name."""
    usual = (recipe.optimizer, recipe.learning_rate, recipe.weight_decay, recipe.one_cycle)
    if usual == (ARTICLE.optimizer, ARTICLE.learning_rate, None, False):
        return ""
    rate, lines = f"{recipe.learning_rate:g}", ""
    if recipe.one_cycle:
        # As in the lab: up for a quarter of the steps, then down to zero.
        rate = "schedule"
        lines = f"""\
steps = {recipe.epochs} * -(-len(train_images) // {recipe.batch_size})
schedule = keras.optimizers.schedules.CosineDecay(
    {recipe.learning_rate / 25:g},
    decay_steps=steps - steps // 4,
    warmup_target={recipe.learning_rate:g},
    warmup_steps=steps // 4,
)
"""
    momentum = ", momentum=0.9" if recipe.optimizer is OptimizerName.SGD else ""
    decay = f", weight_decay={recipe.weight_decay:g}" if recipe.weight_decay else ""
    made = f"optimizer = keras.optimizers.{recipe.optimizer}({rate}{momentum}{decay})\n"
    return lines + made


LOSS_CURVE = """\
epochs = [epoch + 1 for epoch in history.epoch]
plt.plot(epochs, history.history["loss"], "o-", label="training")
plt.plot(epochs, history.history["val_loss"], "o-", label="validation")
plt.xticks(epochs)
plt.xlabel("epoch")
plt.ylabel("loss")
plt.legend()
plt.show()
"""

VALIDATION = """\
val_loss, val_accuracy = model.evaluate(val_images, val_labels)
print(f"validation loss {val_loss:.4f}, accuracy {val_accuracy:.4f}")
"""

FIRST_IMAGE = """\
plt.imshow(val_images[0].reshape(28, 28), cmap="gray_r")
plt.show()
"""

PREDICTION = f"""\
classes = [
{textwrap.indent("".join(f'"{name}",{chr(10)}' for name in CLASS_NAMES), "    ")}]
probabilities = model.predict(val_images[0:1])[0]
print(probabilities)
answer, label = classes[probabilities.argmax()], classes[val_labels[0]]
print(f"prediction: {{answer}}, label: {{label}}")
plt.bar(range(1, 11), probabilities)
plt.xlabel("class")
plt.ylabel("probability")
plt.show()
"""

TEST = """\
test_loss, test_accuracy = model.evaluate(test_images, test_labels)
print(f"test loss {test_loss:.4f}, accuracy {test_accuracy:.4f}")
"""
