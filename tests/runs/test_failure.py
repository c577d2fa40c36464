import errno
from pathlib import Path

import pytest

from cnn.errors import DatasetUnavailable
from cnn.runs.failure import failure

FOLDER = Path("/home/lab/runs")


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (DatasetUnavailable("There is no data."), "There is no data."),
        (
            OSError(errno.ENOSPC, "No space left on device"),
            "The disk that holds /home/lab/runs is full. Make room there and start the run again.",
        ),
        (
            OSError(errno.EROFS, "Read-only file system"),
            "Runs cannot be stored in /home/lab/runs (Read-only file system). Make that folder "
            "writable, or set CNN_HOME to another one and restart the lab.",
        ),
    ],
)
def test_what_can_be_corrected_is_told(error: Exception, sentence: str) -> None:
    assert failure(error, FOLDER) == sentence


def test_what_nobody_expected_is_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    sentence = failure(ZeroDivisionError("a defect"), FOLDER)
    assert "unexpected error" in sentence and "log" in sentence
    assert "a defect" in caplog.text
