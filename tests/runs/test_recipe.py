import pytest

from cnn.runs.network import ARTICLE_CNN
from cnn.runs.recipe import ARTICLE, RECIPES, Recipe


def test_the_article_is_followed_to_the_letter() -> None:
    assert ARTICLE.network == ARTICLE_CNN
    assert ARTICLE.optimizer == "Adam"
    assert ARTICLE.learning_rate == 0.001  # Adam's default
    assert ARTICLE.batch_size == 32  # Keras's default
    assert (ARTICLE.epochs, ARTICLE.patience) == (20, 2)
    assert ARTICLE.training_images == 48_000
    assert not ARTICLE.one_cycle
    assert ARTICLE.weight_decay is None
    assert ARTICLE.augmentation is None


def test_recipes_are_found_by_their_names() -> None:
    assert list(RECIPES) == ["article", "fast", "best", "robust", "dense"]
    assert all(name == recipe.name for name, recipe in RECIPES.items())


@pytest.mark.parametrize("recipe", RECIPES.values(), ids=RECIPES.keys())
def test_a_recipe_with_one_cycle_is_not_stopped_early(recipe: Recipe) -> None:
    if recipe.one_cycle:
        assert recipe.patience is None
