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
    """Adam's step size."""
    batch_size: int = 32
    """Images a step."""
    epochs: int = 20
    """At most so many passes over the training images."""
    patience: int = 2
    """Stop after so many epochs without a lower validation loss."""


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

RECIPES = {recipe.name: recipe for recipe in (ARTICLE, DENSE)}
