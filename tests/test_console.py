"""What the command line does when its output cannot be written: real processes and pipes."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

BAG = "assets/examples/bag.png"


def shell(command: str, tmp_path: Path, **environment: str) -> tuple[str, str, str]:
    """The output, the errors and the exit status of a shell command, where ``cnn`` is the lab."""
    status = tmp_path / "status"
    script = f'cnn() {{ "{sys.executable}" -m cnn "$@"; echo $? > "{status}"; }}; {command}'
    ran = subprocess.run(
        ["bash", "-c", script],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        env=os.environ | {"TF_CPP_MIN_LOG_LEVEL": "3"} | environment,
    )
    return ran.stdout, ran.stderr, status.read_text().strip()


def without_tensorflows(errors: str) -> list[str]:
    return [line for line in errors.splitlines() if "absl::" not in line and "oneDNN" not in line]


@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize(
    "command",
    [
        "cnn --help | true",
        "cnn train --help | head -c 1",
        "cnn train 2>&1 | true",
    ],
)
def test_a_closed_pipe_ends_the_program_silently(
    command: str, unbuffered: str, tmp_path: Path
) -> None:
    _, errors, _ = shell(command, tmp_path, PYTHONUNBUFFERED=unbuffered)
    assert errors == ""


@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_an_output_that_cannot_be_written_is_named(unbuffered: str, tmp_path: Path) -> None:
    _, errors, status = shell("cnn --help > /dev/full", tmp_path, PYTHONUNBUFFERED=unbuffered)
    assert errors == "Error: The standard output could not be written: No space left on device.\n"
    assert status == "1"
    output, errors, status = shell("cnn train 2> /dev/full", tmp_path, PYTHONUNBUFFERED=unbuffered)
    assert (output, errors, status) == ("", "", "1")


def test_a_closed_output_is_no_error(tmp_path: Path) -> None:
    assert shell("cnn --help >&- 2>&-", tmp_path) == ("", "", "0")


def test_answers_that_nobody_reads_end_the_program_silently(tmp_path: Path) -> None:
    many = " ".join([BAG] * 300)
    output, errors, status = shell(f"cnn predict {many} | head -n 1", tmp_path)
    assert output == f"{BAG}: Bag (100%)\n"
    assert without_tensorflows(errors) == []
    assert status == "1"


def test_answers_for_a_full_disk_name_the_output(tmp_path: Path) -> None:
    _, errors, status = shell(f"cnn predict {BAG} > /dev/full", tmp_path)
    assert without_tensorflows(errors) == [
        "Error: The standard output could not be written: No space left on device."
    ]
    assert status == "1"


def test_a_name_that_the_terminal_cannot_encode_is_escaped(tmp_path: Path) -> None:
    picture = tmp_path / "Tüte.png"
    picture.write_bytes((ROOT / BAG).read_bytes())
    command = f'cnn predict "{picture}" {BAG}'
    output, errors, status = shell(command, tmp_path, PYTHONIOENCODING="ascii")
    assert output == f"{tmp_path}/T\\xfcte.png: Bag (100%)\n{BAG}: Bag (100%)\n"
    assert without_tensorflows(errors) == []
    assert status == "0"
