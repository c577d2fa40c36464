"""A recipe: a network and how it is trained. To add one, add it to ``RECIPES``."""

from dataclasses import dataclass, replace
from enum import StrEnum

from cnn.runs.network import ARTICLE_CNN, DENSE_NETWORK, AnyNetwork, LabNetwork


class OptimizerName(StrEnum):
    """What Keras calls them."""

    ADAM = "Adam"
    SGD = "SGD"
    """Stochastic gradient descent, here with a momentum of 0.9."""
    RMSPROP = "RMSprop"


class AugmentationName(StrEnum):
    """Ways to augment training batches; ``cnn.nn.training.pipeline`` applies them."""

    DRAWINGS_AND_PHOTOS = "drawings_and_photos"
    CUTOUT = "cutout"


@dataclass(frozen=True)
class Recipe:
    name: str
    title: str
    summary: str
    """One sentence that helps to choose a recipe."""
    network: AnyNetwork
    optimizer: OptimizerName = OptimizerName.ADAM
    learning_rate: float = 0.001
    """The highest one if it follows a cycle."""
    batch_size: int = 32
    epochs: int = 20
    """The maximum number of passes over the training images."""
    patience: int | None = 2
    """Training stops after so many epochs without a lower validation loss; ``None``: it never
    stops early. A recipe with one cycle needs all its epochs: the best come last, when the
    learning rate falls."""
    training_images: int = 48_000
    """It trains on the first so many of the training images."""
    one_cycle: bool = False
    """Whether the learning rate rises for a quarter of the run and then falls to zero."""
    weight_decay: float | None = None
    """The fraction of each weight, times the learning rate, that each step subtracts."""
    augmentation: AugmentationName | None = None

    @property
    def batches_per_epoch(self) -> int:
        """If there are so many training images."""
        return -(-self.training_images // self.batch_size)


ARTICLE = Recipe(
    name="article",
    title="Article CNN",
    summary="Two convolutions, pooling and dropout: the network of the course article.",
    network=ARTICLE_CNN,
)

DENSE = Recipe(
    name="dense",
    title="Dense network",
    summary="No convolutions, only dense layers: what the article compares its CNN with.",
    network=DENSE_NETWORK,
)

FAST = Recipe(
    name="fast",
    title="Fast",
    summary="The article's network, as good in a fifth of the time: large batches, one cycle.",
    network=ARTICLE_CNN,
    learning_rate=0.004,
    batch_size=128,
    epochs=4,
    patience=None,
    one_cycle=True,
)

BEST = Recipe(
    name="best",
    title="Best",
    summary="Seven convolutions with skip connections: the highest accuracy, in ten minutes.",
    network=LabNetwork.RESIDUAL_CNN,
    learning_rate=0.004,
    batch_size=128,
    epochs=20,
    patience=None,
    one_cycle=True,
    weight_decay=0.02,
    augmentation=AugmentationName.CUTOUT,
)

ROBUST = replace(
    BEST,
    name="robust",
    title="Robust CNN",
    summary=(
        "Seven convolutions with skip connections, trained on images that look like drawings and "
        "photos too."
    ),
    epochs=12,
    augmentation=AugmentationName.DRAWINGS_AND_PHOTOS,
)

RECIPES = {recipe.name: recipe for recipe in (ARTICLE, FAST, BEST, ROBUST, DENSE)}

USUAL_SEED = 42
"""The article's, wherever it needs one."""

OWN, OWN_TITLE = "own", "Own network"
"""What a recipe is called once its network is another one."""


def with_network(recipe: Recipe, network: AnyNetwork) -> Recipe:
    """The same training of another network."""
    if network == recipe.network:
        return recipe
    return replace(recipe, name=OWN, title=OWN_TITLE, summary="", network=network)
