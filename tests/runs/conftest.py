"""The queue that most tests of runs use."""

from pathlib import Path

import pytest

from cnn.data.dataset import Dataset
from cnn.runs.queue import RunQueue
from tests.runs.queues import make_queue


@pytest.fixture
def queue(small_data: Dataset, tmp_path: Path) -> RunQueue:
    return make_queue(tmp_path / "runs", lambda: small_data)
