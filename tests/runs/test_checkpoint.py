import json
from dataclasses import replace
from pathlib import Path

import pytest

from cnn import pretrained
from cnn.data.dataset import DataSource
from cnn.runs.branch import Branch
from cnn.runs.checkpoint import (
    Checkpoint,
    RunIdentity,
    delete_checkpoint,
    read_checkpoint,
    read_identity,
    state_file,
    write_checkpoint,
    write_identity,
)
from cnn.runs.history import History
from cnn.runs.job import Suspended
from cnn.runs.network import BOOK_CNN
from cnn.runs.recipe import RECIPES, Recipe, with_network

HISTORY = replace(pretrained.ARTICLE_CNN.record.history, ended=None)

OWN = with_network(replace(RECIPES["best"], batch_size=7, epochs=3), BOOK_CNN)


def checkpoint(history: History = HISTORY, batch: int = 0) -> Checkpoint:
    state = state_file(history, batch)
    return Checkpoint(Suspended(history, batch, 1.5, state), DataSource.GENERATED)


def save(folder: Path, reached: Checkpoint) -> None:
    (folder / reached.suspended.state).write_bytes(b"weights")
    write_checkpoint(folder, reached)


@pytest.mark.parametrize("recipe", [*RECIPES.values(), OWN], ids=lambda recipe: recipe.name)
def test_a_run_of_any_recipe_is_known_again(recipe: Recipe, tmp_path: Path) -> None:
    identity = RunIdentity("0123456789ab", recipe, seed=7)
    branched = replace(identity, branch=Branch("ba9876543210", "Fast 3", epochs=0.75, seed=1))
    for run in (identity, branched):
        write_identity(tmp_path, run)
        assert read_identity(tmp_path) == run


def test_a_run_of_an_earlier_version_has_not_branched_off(tmp_path: Path) -> None:
    identity = RunIdentity("0123456789ab", OWN, seed=7)
    write_identity(tmp_path, identity)
    file = tmp_path / "job.json"
    fields = json.loads(file.read_text())
    del fields["branch"]
    file.write_text(json.dumps(fields))
    assert read_identity(tmp_path) == identity


def test_how_far_it_has_come_is_known_again(tmp_path: Path) -> None:
    save(tmp_path, checkpoint())
    assert read_checkpoint(tmp_path) == checkpoint()
    save(tmp_path, checkpoint(batch=30))
    assert read_checkpoint(tmp_path) == checkpoint(batch=30)


def test_only_the_last_state_is_kept(tmp_path: Path) -> None:
    for batch in (0, 10, 20):
        save(tmp_path, checkpoint(batch=batch))
    assert [file.name for file in tmp_path.glob("*.npz")] == [state_file(HISTORY, 20)]


def test_before_the_first_one_there_is_none(tmp_path: Path) -> None:
    assert read_checkpoint(tmp_path) is None


def test_one_without_its_state_cannot_be_read(tmp_path: Path) -> None:
    write_checkpoint(tmp_path, checkpoint())
    with pytest.raises(ValueError, match="missing"):
        read_checkpoint(tmp_path)


def test_nothing_of_it_is_left_in_a_finished_run(tmp_path: Path) -> None:
    write_identity(tmp_path, RunIdentity("0123456789ab", RECIPES["fast"], 1))
    save(tmp_path, checkpoint())
    (tmp_path / "run.json").write_text("a record")
    delete_checkpoint(tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == ["run.json"]
