"""Settings of a training as they stand in addresses."""

import re

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

HIGHEST_LEARNING_RATE = 1.0


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
