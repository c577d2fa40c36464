import pickle

import pytest

from cnn.data.dataset import DataSource
from cnn.runs.events import (
    BatchEnded,
    DataLoaded,
    EpochEnded,
    Evaluating,
    Event,
    Paused,
    Preparing,
    Resumed,
    Started,
)
from cnn.runs.history import EpochResult


@pytest.mark.parametrize(
    "event",
    [
        Preparing(),
        DataLoaded(DataSource.GENERATED),
        Started(epochs=3, batches=10),
        BatchEnded(epoch=1, batch=2, loss=0.5, accuracy=0.8),
        Paused(),
        Resumed(),
        EpochEnded(EpochResult(1, 0.5, 0.8, 0.4, 0.85, 2.0), best=True),
        Evaluating(),
    ],
    ids=lambda event: type(event).__name__,
)
def test_an_event_can_cross_to_another_process(event: Event) -> None:
    assert pickle.loads(pickle.dumps(event)) == event
