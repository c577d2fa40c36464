"""A recipe: an architecture and how it is trained. To add one, add it to ``RECIPES``."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Recipe:
    name: str
    title: str
    summary: str
    """One sentence for who chooses a recipe."""
    architecture: str
    """The name of a function in ``cnn.models``."""
    learning_rate: float = 0.001
    """Adam's step size; the highest one where it has a schedule."""
    batch_size: int = 32
    """Images a step."""
    epochs: int = 20
    """At most so many passes over the training images."""
    patience: int = 2
    """Stop after so many epochs without a lower validation loss. With one cycle, all of them:
    the best epochs are the last, when the step size falls."""
    one_cycle: bool = False
    """Whether the step size rises for a quarter of the run and then falls to nothing."""
    weight_decay: float | None = None
    """The share of each weight, times the step size, that a step takes away."""
    augmentation: str | None = None
    """The name of a function in ``cnn.augmentation`` that varies the training batches."""


ARTICLE = Recipe(
    name="article",
    title="Article CNN",
    summary="Two convolutions, pooling and dropout: the network of the course article.",
    architecture="article_cnn",
)

DENSE = Recipe(
    name="dense",
    title="Dense network",
    summary="No convolutions, only dense layers: what the article compares its CNN with.",
    architecture="dense_network",
)

ROBUST = Recipe(
    name="robust",
    title="Robust CNN",
    summary="Three convolutions that also train on variants like drawings and phone photos.",
    architecture="robust_cnn",
    learning_rate=0.003,
    batch_size=128,
    epochs=14,
    patience=14,
    one_cycle=True,
    augmentation="drawings_and_photos",
)

FAST = Recipe(
    name="fast",
    title="Fast",
    summary="The article's network, as good in a fifth of the time: large batches, one cycle.",
    architecture="article_cnn",
    learning_rate=0.004,
    batch_size=128,
    epochs=4,
    patience=4,
    one_cycle=True,
)

BEST = Recipe(
    name="best",
    title="Best",
    summary="Seven convolutions with shortcuts, for ten minutes: the highest accuracy.",
    architecture="residual_cnn",
    learning_rate=0.004,
    batch_size=128,
    epochs=20,
    patience=20,
    one_cycle=True,
    weight_decay=0.02,
    augmentation="mirror_shift_and_hide",
)

RECIPES = {recipe.name: recipe for recipe in (ARTICLE, FAST, BEST, ROBUST, DENSE)}
