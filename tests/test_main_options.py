"""Every option of every command, with values inside and outside of its declared range."""

from collections.abc import Iterator
from typing import Any

import click
import pytest

from cnn.__main__ import main
from tests.command_line import cnn

Option = tuple[str, str, click.ParamType[Any]]
"""Command, option and its type."""


def options() -> Iterator[Option]:
    for name, command in main.commands.items():
        for parameter in command.params:
            if isinstance(parameter, click.Option) and not parameter.is_flag:
                yield name, parameter.opts[0], parameter.type


OPTIONS = list(options())


def good_values(kind: click.ParamType[Any]) -> list[str]:
    match kind:
        case click.Choice():
            return list(kind.choices)
        case click.IntRange():
            return [str(kind.min), str(kind.max)]
        case click.Path():
            return ["missing", "missing/below", "-", "ü"]
    raise AssertionError(f"no values for {kind}: say here which are good and bad")


def bad_values(kind: click.ParamType[Any]) -> list[str]:
    match kind:
        case click.Choice():
            return ["", "no such choice"]
        case click.IntRange():
            assert kind.min is not None, "a range has both ends"
            assert kind.max is not None, "a range has both ends"
            outside = [kind.min - 1, kind.max + 1, -(10**30), 10**30]
            return [*map(str, outside), "", "many", "1.5", "nan"]
        case click.Path():
            return ["", "a\0b"]
    raise AssertionError(f"no values for {kind}: say here which are good and bad")


def required(command: str, but: str) -> list[str]:
    """Values for what the command requires, other than the option ``but``."""
    given = []
    for parameter in main.commands[command].params:
        if parameter.required and but not in parameter.opts:
            given += [parameter.opts[0]] * isinstance(parameter, click.Option) + ["somewhere"]
    return given


GOOD = [(name, option, value) for name, option, kind in OPTIONS for value in good_values(kind)]
BAD = [(name, option, value) for name, option, kind in OPTIONS for value in bad_values(kind)]


@pytest.mark.parametrize(("command", "option", "value"), GOOD)
def test_a_value_within_the_range_of_an_option_is_accepted(
    command: str, option: str, value: str
) -> None:
    arguments = [f"{option}={value}", *required(command, but=option)]
    given = main.commands[command].make_context(command, arguments).params
    assert str(given[_name(command, option)]) == value


@pytest.mark.parametrize(("command", "option", "value"), BAD)
def test_a_value_outside_the_range_of_an_option_gets_a_sentence(
    command: str, option: str, value: str
) -> None:
    result = cnn(command, f"{option}={value}", *required(command, but=option))
    assert result.exit_code == 2
    assert f"Invalid value for '{option}'" in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize("command", main.commands)
def test_an_unknown_option_gets_a_sentence(command: str) -> None:
    result = cnn(command, "--unknown", *required(command, but="--unknown"))
    assert result.exit_code == 2
    assert "No such option" in result.stderr


def _name(command: str, option: str) -> str:
    [name] = (each.name for each in main.commands[command].params if option in each.opts)
    assert name is not None
    return name
