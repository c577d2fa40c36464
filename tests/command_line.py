"""Runs the lab's command line within the process of the tests."""

from pathlib import Path

from click.testing import CliRunner, Result

from cnn.__main__ import main


def cnn(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])
