import pytest

from cnn.ui.components.setting_texts import learning_rate, whole_number


@pytest.mark.parametrize("text", ["0", "4294967295"])
def test_the_first_and_the_last_seed_are_whole_numbers(text: str) -> None:
    assert whole_number("seed", text) == int(text)


@pytest.mark.parametrize("text", ["", "-1", "1.5", "²", "4294967296", "99999999999"])
def test_anything_else_is_no_seed(text: str) -> None:
    with pytest.raises(ValueError, match="from 0 to 4,294,967,295"):
        whole_number("seed", text)


@pytest.mark.parametrize("text", ["0", "1025"])
def test_a_batch_has_at_least_one_garment_and_not_too_many(text: str) -> None:
    with pytest.raises(ValueError, match="batch size is a whole number from 1 to 1,024"):
        whole_number("batch_size", text)


def test_a_learning_rate_is_above_zero_and_at_most_one() -> None:
    assert learning_rate("1") == 1
    assert learning_rate("1e-4") == 0.0001
    for text in ("0", "-0.1", "1.1", "nan", "inf", "much"):
        with pytest.raises(ValueError, match="above 0 and at most 1"):
            learning_rate(text)
