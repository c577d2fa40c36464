"""The settings of a run, and how they differ from those of another one."""

import streamlit as st

from cnn.runs.network import (
    Activation,
    AnyNetwork,
    BatchNormalization,
    Convolution,
    Dense,
    Dropout,
    Flatten,
    Layer,
    Network,
    Pooling,
)
from cnn.runs.recipe import OWN, Recipe
from cnn.runs.run import Run


def settings(recipe: Recipe) -> dict[str, str]:
    """All that can be chosen, and what follows from the recipe, by their names on the page."""
    stop = f"after {recipe.patience} epochs without improvement" if recipe.patience else "off"
    return {
        "recipe": recipe.title,
        "maximum epochs": str(recipe.epochs),
        "batch size": str(recipe.batch_size),
        "optimizer": recipe.optimizer,
        "learning rate": f"{recipe.learning_rate:g}" + (", one cycle" if recipe.one_cycle else ""),
        "training garments": f"{recipe.training_images:,}",
        "early stopping": stop,
        "layers": layers_in_words(recipe.network),
    }


def layers_in_words(network: AnyNetwork) -> str:
    """In short, without the ten outputs, such as "convolution 32 of 3 x 3, max pooling 2"."""
    if not isinstance(network, Network):
        return network.replace("_", " ")
    return ", ".join(map(_in_words, network.layers[:-1]))


def _in_words(layer: Layer) -> str:
    match layer:
        case Convolution(filters, side):
            return f"convolution {filters} of {side} x {side}"
        case Pooling(kind, side):
            return f"{kind} pooling {side}"
        case Dense(units):
            return f"dense {units}"
        case Dropout(rate):
            return f"dropout {rate:g}"
        case BatchNormalization():
            return "normalization"
        case Activation(function):
            return function.value
        case Flatten():
            return "flatten"


def changed_settings(before: Recipe, after: Recipe) -> list[str]:
    """Such as "batch size 64 instead of 32"; only the recipe if that is another one."""
    old, new = settings(before), settings(after)
    if before.name != after.name:
        return [f"{new['recipe']} instead of {old['recipe']}"]
    return [
        f"{name} {value} instead of {old[name]}"
        for name, value in new.items()
        if value != old[name]
    ]


def comparison(template: Run, recipe: Recipe, seed: int | None) -> str:
    """What a run with these settings would differ in from an earlier one, in a sentence."""
    changes = changed_settings(template.recipe, recipe)
    if seed != template.seed:
        changes.append(
            "another seed" if seed is None else f"seed {seed} instead of {template.seed}"
        )
    if not changes:
        return f"The settings of {template.name}. Change one of them, then start."
    sentence = f"{template.name}, but {', '.join(changes)}."
    if len(changes) > 1:
        sentence += " With several changes, nobody knows which one made the difference."
    return sentence


def run_settings(run: Run) -> None:
    """All settings of a run in one line."""
    named = settings(run.recipe)
    title = named.pop("recipe")
    if run.recipe.name != OWN:  # the name of the recipe says it
        del named["layers"]
    others = ", ".join(f"{name} {value}" for name, value in named.items())
    branch = run.branch
    origin = f", branched from {branch.parent_name} after {branch.place}" if branch else ""
    st.caption(f"{title}: {others}, seed {run.seed}{origin}")
