import pytest

from cnn.runs.branch import Branch


@pytest.mark.parametrize(("epochs", "place"), [(2, "epoch 2"), (0.04, "epoch 0.04")])
def test_it_says_where_it_left_its_parent(epochs: float, place: str) -> None:
    assert Branch("0123456789ab", "Fast 3", epochs, seed=7).place == place
