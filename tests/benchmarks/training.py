"""How fast training is, beside the article's own script: python -m tests.benchmarks.training

Trains on the real Fashion-MNIST in FASHION_MNIST_DIR. For each seed, the script and the recipes
run one after the other, each in a process of its own. ``--best`` adds the recipe ``best``.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tests.benchmarks.table import row, title

if TYPE_CHECKING:
    import keras

SEEDS = (1, 2, 3)
REPORTED_LOSS = 0.2457
"""The validation loss of the article's recipe, from one run of its script."""

EPOCH_GOALS = {"float32": "0.85", "mixed_bfloat16": "0.70"}
"""The lab's seconds per epoch over the script's, by the precision that pays on this machine."""

KIB_PER_MIB = 1024


@dataclass(frozen=True)
class Training:
    epochs: list[float]
    """The seconds of each."""
    to_best: float
    """Seconds until the end of the best epoch."""
    val_loss: float
    test_accuracy: float
    peak: float
    """Resident memory of the process, MiB."""

    @property
    def epoch(self) -> float:
        """The median seconds of an epoch, without the first one, which traces the graph."""
        return statistics.median(self.epochs[1:])

    @property
    def total(self) -> float:
        return sum(self.epochs)


@click.command()
@click.option("--best", is_flag=True, help="Add the recipe best: another half an hour.")
def main(best: bool) -> None:
    title("Training")
    script: list[Training] = []
    article: list[Training] = []
    fast: list[Training] = []
    for seed in SEEDS:
        script.append(by_script(seed))
        article.append(by_lab("article", seed))
        fast.append(by_lab("fast", seed))
    trained = [by_lab("best", seed) for seed in SEEDS] if best else []

    # Only now, since Linux counts the memory of the process that starts another one towards the
    # peak of the other.
    from cnn.nn.training.precision import training_policy

    arithmetic()
    row(
        "article: epoch / script's",
        ratio(median(article, lambda run: run.epoch), median(script, lambda run: run.epoch)),
        EPOCH_GOALS[training_policy()],
    )
    for name, runs in (("script", script), ("article", article)):
        row(f"{name}: validation loss, each seed", losses(runs))
        row(f"{name}: test accuracy, each seed", accuracies(runs))
        row(f"{name}: peak memory", f"{median(runs, lambda run: run.peak):.0f} MiB")
    row(
        "fast: whole run / script until its best epoch",
        ratio(median(fast, lambda run: run.total), median(script, lambda run: run.to_best)),
        "0.25",
    )
    row("fast: validation loss, each seed", losses(fast), f"{REPORTED_LOSS}")
    row("fast: test accuracy, each seed", accuracies(fast))
    if trained:
        row("best: test accuracy, each seed", accuracies(trained), "0.935")
        row("best: minutes, median", f"{median(trained, lambda run: run.total) / 60:.1f}", "10")


def arithmetic() -> None:
    """How long an epoch's multiplications alone would take, as matrix products."""
    import tensorflow as tf

    from cnn.nn.networks import build_network
    from cnn.nn.training.precision import seconds_to_multiply
    from cnn.runs.network import ARTICLE_CNN

    # One forward pass, and two backward: to the weights and to the inputs.
    operations = 3 * 2 * multiplications(build_network(ARTICLE_CNN)) * 48_000
    for dtype in (tf.float32, tf.bfloat16):
        side = 2048
        pace = 2 * side**3 / seconds_to_multiply(dtype, side)
        row(
            f"article: arithmetic of an epoch in {dtype.name}",
            f"{operations / pace:.1f} s at {pace / 1e9:.0f} GFLOP/s",
        )


def multiplications(model: "keras.Model") -> int:
    """The multiplications in the convolutions and dense layers for one image."""
    total = 0
    for layer in model.layers:
        if layer.weights and hasattr(layer, "kernel"):
            positions = 1
            for side in layer.output.shape[1:-1]:
                positions *= side
            total += positions * int(layer.kernel.shape.num_elements())
    return total


def by_script(seed: int) -> Training:
    out, peak = run([sys.executable, "-m", "tests.benchmarks.article_script", str(seed)])
    result = json.loads(out.splitlines()[-1])
    best = result["best"]
    return Training(
        result["seconds"],
        sum(result["seconds"][: best + 1]),
        result["val_loss"][best],
        result["test_accuracy"],
        peak,
    )


def by_lab(recipe: str, seed: int) -> Training:
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "cnn", "train", "--recipe", recipe]
        _, peak = run([*command, "--seed", str(seed), "--out", folder])
        record = json.loads((Path(folder) / "run.json").read_text())
    seconds = [epoch["seconds"] for epoch in record["history"]]
    return Training(
        seconds,
        sum(seconds[: record["best_epoch"]]),
        record["validation"]["loss"],
        record["test"]["accuracy"],
        peak,
    )


def run(command: list[str]) -> tuple[str, float]:
    """What a process prints, and its peak memory in MiB."""
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    assert process.stdout is not None
    out = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    assert status == 0, f"{command} failed"
    return out, usage.ru_maxrss / KIB_PER_MIB


def median(runs: list[Training], of: Callable[[Training], float]) -> float:
    return statistics.median(map(of, runs))


def ratio(ours: float, theirs: float) -> str:
    return f"{ours / theirs:.2f} ({ours:.1f} s / {theirs:.1f} s)"


def losses(runs: list[Training]) -> str:
    return ", ".join(f"{run.val_loss:.4f}" for run in runs)


def accuracies(runs: list[Training]) -> str:
    return ", ".join(f"{run.test_accuracy:.4f}" for run in runs)


if __name__ == "__main__":
    main()
