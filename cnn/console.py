"""What the command line needs beyond click: sentences for errors, and outputs that may fail."""

import contextlib
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TextIO, TypeVar, cast

import click

from cnn.errors import LabError

T = TypeVar("T")


class FilePath(click.Path):
    """A path that may be missing, but is not empty."""

    def __init__(self, **options: Any) -> None:
        super().__init__(path_type=Path, **options)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if not os.fspath(value):
            self.fail("The name is empty. Give the name of a file or folder.", param, ctx)
        try:
            return super().convert(value, param, ctx)
        except ValueError as error:  # a null character
            self.fail(f"{str(value)!r} is not a name of a file: {error}.", param, ctx)


class UnwritableOutput(Exception):
    """Standard output or standard error cannot be written. Not an OSError, which files raise."""

    def __init__(self, output: "Output", error: OSError) -> None:
        super().__init__(f"The {output.name} could not be written: {error.strerror}.")
        self.output = output
        self.pipe_is_closed = isinstance(error, BrokenPipeError)


class Output:
    """Standard output or standard error, with escapes for characters that it does not have."""

    def __init__(self, name: str, stream: TextIO) -> None:
        self.name = name
        self.stream = stream
        self.encoding = stream.encoding or "utf-8"  # io.StringIO has none
        self.errors = "backslashreplace"

    def write(self, text: str) -> int:
        known = text.encode(self.encoding, self.errors).decode(self.encoding)
        return self._try(lambda: self.stream.write(known))

    def flush(self) -> None:
        self._try(self.stream.flush)

    def isatty(self) -> bool:
        return self.stream.isatty()

    def close(self) -> None:
        """Leaves the stream open: absl closes what it logged to, when Python exits."""

    def discard(self) -> None:
        """Forgets what is left to write: Python would try it again when it exits."""
        os.dup2(os.open(os.devnull, os.O_WRONLY), self.stream.fileno())

    def _try(self, write: Callable[[], T]) -> T:
        try:
            return write()
        except OSError as error:
            raise UnwritableOutput(self, error) from error


@contextlib.contextmanager
def _watching_outputs() -> Iterator[None]:
    """Ends the program with status 1 if standard output or standard error cannot be written."""
    with contextlib.ExitStack() as watched:
        if sys.stdout is not None:
            output = cast(TextIO, Output("standard output", sys.stdout))
            watched.enter_context(contextlib.redirect_stdout(output))
        if sys.stderr is not None:
            output = cast(TextIO, Output("standard error", sys.stderr))
            watched.enter_context(contextlib.redirect_stderr(output))
        try:
            yield
        except UnwritableOutput as error:
            error.output.discard()
            # `| head` closes the pipe when it has read enough.
            if not error.pipe_is_closed and error.output is not sys.stderr:
                with contextlib.suppress(UnwritableOutput):
                    click.echo(f"Error: {error}", err=True)
            sys.exit(1)


class Commands(click.Group):
    """Shows the errors that users can correct as a sentence, without a traceback."""

    def main(self, *args: Any, **options: Any) -> Any:
        with _watching_outputs():
            return super().main(*args, **options)

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except LabError as error:
            raise click.ClickException(str(error)) from error
        except OSError as error:
            raise click.ClickException(f"{error.strerror or error}: {error.filename}") from error
