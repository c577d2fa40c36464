import pytest

from cnn.errors import UnusableSetting
from cnn.runs.client_address import networks
from cnn.runs.settings import Settings, read_settings


def test_without_variables_everything_has_its_usual_value() -> None:
    assert read_settings({"PATH": "/bin", "CNN_KEPT_RUNS": " "}) == Settings()
    assert Settings() == Settings(60, 4, 40, 500, ())


def test_each_variable_sets_one_thing() -> None:
    variables = {
        "CNN_LONGEST_PAUSE": "2.5",
        "CNN_RUNS_PER_ADDRESS": " 30 ",
        "CNN_KEPT_RUNS": "7",
        "CNN_KEPT_MEGABYTES": "2000",
        "CNN_TRUSTED_PROXY": "10.0.0.0/8,::1",
    }
    assert read_settings(variables) == Settings(2.5, 30, 7, 2000, networks("10.0.0.0/8, ::1"))


@pytest.mark.parametrize(
    ("name", "value", "wanted"),
    [
        ("CNN_LONGEST_PAUSE", "a minute", "a number above 0"),
        ("CNN_LONGEST_PAUSE", "0", "a number above 0"),
        ("CNN_LONGEST_PAUSE", "nan", "a number above 0"),
        ("CNN_LONGEST_PAUSE", "inf", "a number above 0"),
        ("CNN_RUNS_PER_ADDRESS", "0", "a whole number from 1"),
        ("CNN_RUNS_PER_ADDRESS", "four", "a whole number from 1"),
        ("CNN_KEPT_RUNS", "1.5", "a whole number from 1"),
        ("CNN_KEPT_MEGABYTES", "-1", "a whole number from 1"),
        ("CNN_KEPT_MEGABYTES", "9" * 5000, "a whole number from 1"),
        ("CNN_TRUSTED_PROXY", "nginx", "IP addresses or networks"),
        ("CNN_TRUSTED_PROXY", "10.0.0.0/99", "IP addresses or networks"),
    ],
)
def test_a_value_that_cannot_be_used_is_told_with_its_variable(
    name: str, value: str, wanted: str
) -> None:
    with pytest.raises(UnusableSetting, match=f"The environment variable {name} is .*{wanted}"):
        read_settings({name: value})
