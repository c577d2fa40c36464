import numpy as np
import pytest
from cnn.nn.training.fitting import step_sizes

from cnn.nn import networks
from cnn.nn.augmentation import drawings_and_photos
from cnn.runs.recipe import ARTICLE, RECIPES, ROBUST


@pytest.mark.parametrize("recipe", RECIPES.values(), ids=RECIPES.keys())
def test_what_a_recipe_names_exists(recipe):
    model = getattr(networks, recipe.architecture)()
    assert model.output_shape == (None, 10)
    if recipe.augmentation is not None:
        assert callable(getattr(drawings_and_photos, recipe.augmentation))


def test_the_article_has_its_own_step_size_and_no_variants():
    assert set(step_sizes(ARTICLE, images=48_000)) == {np.float32(0.001)}
    assert ARTICLE.batch_size == 32
    assert ARTICLE.augmentation is None


def test_one_cycle_rises_for_a_quarter_and_falls_to_nothing():
    sizes = step_sizes(ROBUST, images=100 * ROBUST.batch_size)
    steps = ROBUST.epochs * 100
    assert len(sizes) == steps
    start, peak, middle, end = sizes[[0, steps // 4, steps // 2, -1]]
    assert start < ROBUST.learning_rate / 20
    assert peak == pytest.approx(ROBUST.learning_rate, rel=0.01)
    assert end < middle < peak
    assert end == pytest.approx(0, abs=1e-6)
