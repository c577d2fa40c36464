from dataclasses import replace
from pathlib import Path

from cnn.runs.history import History
from cnn.runs.job import Suspended, TrainingJob
from cnn.runs.recipe import ARTICLE

JOB = TrainingJob(ARTICLE, Path())
IN_AN_EPOCH = Suspended(History(), batch=40, seconds=2.0, state="state-0-40.npz")
AT_A_BRANCH = replace(IN_AN_EPOCH, state="timeline/0-40-1500.npz")


def test_a_run_that_has_left_its_worker_has_begun() -> None:
    assert replace(JOB, suspended=IN_AN_EPOCH).has_begun


def test_neither_a_new_run_has_begun_nor_one_that_has_branched_off() -> None:
    assert not JOB.has_begun
    assert not replace(JOB, suspended=AT_A_BRANCH).has_begun
