"""What a run leaves in its folder while it is not over, so that another process can go on with it.

From the start: which run it is. After each epoch, and when it leaves its worker during a pause: how
far it has come, beside a file with the state of its network and one with its best weights.
"""

import dataclasses
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cnn.data.dataset import DataSource
from cnn.runs.branch import Branch
from cnn.runs.files import write_whole
from cnn.runs.history import History
from cnn.runs.job import Suspended
from cnn.runs.network_json import from_plain, to_plain
from cnn.runs.recipe import AugmentationName, OptimizerName, Recipe

JOB_FILE = "job.json"
CHECKPOINT_FILE = "checkpoint.json"
BEST_FILE = "best-so-far.keras"
"""The network after its best epoch so far. Not yet the model: a run that is killed while it writes
its results needs these weights again."""

STATES = "state-*.npz"


@dataclass(frozen=True)
class RunIdentity:
    """Which run it is."""

    id: str
    recipe: Recipe
    seed: int
    branch: Branch | None = None


@dataclass(frozen=True)
class Checkpoint:
    suspended: Suspended
    source: DataSource


def state_file(history: History, batch: int) -> str:
    """The name of the file with the state of the network after so many batches of an epoch."""
    return f"state-{len(history)}-{batch}.npz"


def write_identity(folder: Path, identity: RunIdentity) -> None:
    """
    Raises:
        OSError: it cannot be written.
    """
    recipe = dataclasses.asdict(identity.recipe) | {"network": to_plain(identity.recipe.network)}
    fields = dataclasses.asdict(identity) | {"recipe": recipe}
    write_whole(folder / JOB_FILE, json.dumps(fields).encode())


def read_identity(folder: Path) -> RunIdentity:
    """
    Raises:
        OSError, ValueError, KeyError, TypeError, UnbuildableNetwork: there is nothing that can be
            read.
    """
    fields: dict[str, Any] = json.loads((folder / JOB_FILE).read_text("utf-8"))
    recipe = fields["recipe"]
    recipe["network"] = from_plain(recipe["network"])
    recipe["optimizer"] = OptimizerName(recipe["optimizer"])
    if recipe["augmentation"] is not None:
        recipe["augmentation"] = AugmentationName(recipe["augmentation"])
    branch = Branch(**fields["branch"]) if fields.get("branch") else None
    return RunIdentity(fields["id"], Recipe(**recipe), fields["seed"], branch)


def write_checkpoint(folder: Path, checkpoint: Checkpoint) -> None:
    """Replaces the one before, whose state is deleted; the new state is in the folder already.

    Raises:
        OSError: it cannot be written.
    """
    fields = dataclasses.asdict(checkpoint.suspended) | {"source": checkpoint.source}
    write_whole(folder / CHECKPOINT_FILE, json.dumps(fields).encode())
    for state in folder.glob(STATES):
        if state.name != checkpoint.suspended.state:
            state.unlink(missing_ok=True)


def read_checkpoint(folder: Path) -> Checkpoint | None:
    """``None``: the run had not come as far as that.

    Raises:
        OSError, ValueError, KeyError, TypeError: it cannot be read.
    """
    file = folder / CHECKPOINT_FILE
    if not file.exists():
        return None
    fields: dict[str, Any] = json.loads(file.read_text("utf-8"))
    source = DataSource(fields.pop("source"))
    history = History.from_plain(fields.pop("history"))
    suspended = Suspended(history, **fields)
    if not (folder / suspended.state).is_file():
        raise ValueError(f"{suspended.state} is missing")
    return Checkpoint(suspended, source)


def delete_checkpoint(folder: Path) -> None:
    """Leaves what a finished run keeps."""
    names = (JOB_FILE, CHECKPOINT_FILE, BEST_FILE)
    for file in (*(folder / name for name in names), *folder.glob(STATES)):
        file.unlink(missing_ok=True)
