from dataclasses import replace

import pytest

from cnn.data.dataset import DataSource
from cnn.runs.recipe import DENSE
from cnn.ui import training
from tests.ui.visiting import wait_until_over


def test_there_is_one_of_each_for_all_sessions(lab: None) -> None:
    assert training.run_queue() is training.run_queue()
    assert training.classrooms() is training.classrooms()


def test_a_run_trains_on_the_providers_dataset(lab: None) -> None:
    run = training.run_queue().start(replace(DENSE, epochs=1), "visitor")
    wait_until_over(run)
    assert run.view().source is DataSource.FASHION_MNIST
    assert training.run_queue().model_path(run).is_file()


def test_nothing_trains_elsewhere_unless_it_is_set_so(
    lab: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CNN_DASK", raising=False)
    assert training.cluster() is None
    assert training.run_queue().workers == 1
