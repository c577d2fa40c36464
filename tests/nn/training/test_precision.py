import pytest

from cnn.nn.training import precision


@pytest.fixture(autouse=True)
def measured_anew() -> None:
    precision.training_policy.cache_clear()


def test_the_gain_is_a_ratio_of_times() -> None:
    assert 0.01 < precision.bfloat16_gain() < 20


@pytest.mark.parametrize(("gain", "policy"), [(2.0, "mixed_bfloat16"), (0.5, "float32")])
def test_bfloat16_is_chosen_only_where_it_is_faster(
    monkeypatch: pytest.MonkeyPatch, gain: float, policy: str
) -> None:
    monkeypatch.setattr(precision, "bfloat16_gain", lambda: gain)
    assert precision.training_policy() == policy
