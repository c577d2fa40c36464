"""Settings of a training as they stand in addresses and in sentences."""

import re

from cnn.runs.recipe import RECIPES

MOST = {
    "batch_size": 1_024,
    "epochs": 30,
    "patience": 30,
    "seed": 2**32 - 1,
    "training_images": 48_000,
}
"""The highest values; the lowest is 1, and 0 for the seed."""

WORDS = {
    "batch_size": "batch size",
    "epochs": "number of epochs",
    "patience": "patience",
    "seed": "seed",
    "training_images": "number of training garments",
}

LABELS = {
    "recipe": "Recipe",
    "epochs": "Maximum epochs",
    "batch_size": "Batch size",
    "learning_rate": "Learning rate",
    "training_images": "Training garments",
    "seed": "Seed",
}
"""Of the form's settings, in its order."""

HIGHEST_LEARNING_RATE = 1.0


def in_words(name: str, value: object) -> str:
    """One of the form's settings, such as "batch size 64"."""
    if name == "recipe":
        return RECIPES[str(value)].title
    if value is None:
        return "a seed of its own"
    written = f"{value:g}" if isinstance(value, float) else str(value)
    if name == "training_images":
        written = f"{value:,}"
    return f"{LABELS[name].lower()} {written}"


def learning_rate(text: str) -> float:
    """
    Raises:
        ValueError: it is not a number, or out of its range.
    """
    try:
        rate = float(text)
    except ValueError:
        rate = 0.0
    if not 0 < rate <= HIGHEST_LEARNING_RATE:
        raise ValueError("The learning rate is a number above 0 and at most 1.")
    return rate


def whole_number(name: str, text: str) -> int:
    """The value of a setting in ``MOST``.

    Raises:
        ValueError: it is not a whole number, or out of its range.
    """
    lowest = 0 if name == "seed" else 1
    number = int(text) if re.fullmatch("[0-9]{1,10}", text) else -1
    if not lowest <= number <= MOST[name]:
        raise ValueError(f"The {WORDS[name]} is a whole number from {lowest} to {MOST[name]:,}.")
    return number
