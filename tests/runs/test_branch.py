import pytest

from cnn.runs.branch import Branch


@pytest.mark.parametrize(
    ("epochs", "batches", "place"),
    [(2, 1_500, "epoch 2"), (0.04, 1_500, "60 batches"), (0.04, 0, "epoch 0.04")],
)
def test_it_says_where_it_left_its_parent(epochs: float, batches: int, place: str) -> None:
    assert Branch("0123456789ab", "Fast 3", epochs, seed=7, batches=batches).place == place
