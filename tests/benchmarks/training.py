"""How fast training is, beside the article's own script: python -m tests.benchmarks.training

Trains on the real Fashion-MNIST in FASHION_MNIST_DIR; script and recipes in turn, each in a
process of its own, one seed after the other. ``--best`` adds the recipe of ten minutes.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import click

from tests.benchmarks.table import row, title

SEEDS = (1, 2, 3)
REPORTED_LOSS = 0.2457
"""The validation loss of the article's recipe, run once as the article writes it."""

MIB = 1024
"""Kilobytes."""


@dataclass(frozen=True)
class Training:
    epochs: list[float]
    """Seconds of each."""
    to_best: float
    """Seconds until the end of the best epoch."""
    val_loss: float
    test_accuracy: float
    peak: float
    """Resident memory of the process, MiB."""

    @property
    def epoch(self) -> float:
        # The first one traces the graph.
        return statistics.median(self.epochs[1:])


@click.command()
@click.option("--best", is_flag=True, help="Also the recipe best, half an hour.")
def main(best: bool) -> None:
    title("Training")
    floor()
    names = ("script", "article", "fast")
    runs: dict[str, list[Training]] = {name: [] for name in names}
    for seed in SEEDS:
        for name in names:
            runs[name].append(by_script(seed) if name == "script" else by_lab(name, seed))
    script, article, fast = (runs[name] for name in names)
    per_epoch = [median(kind, "epoch") for kind in (article, script)]
    row("article: epoch / script's", ratio(*per_epoch), "0.70")
    for name, kind in (("script", script), ("article", article)):
        row(f"{name}: validation loss, each seed", losses(kind), "")
        row(f"{name}: test accuracy, each seed", accuracies(kind), "")
        row(f"{name}: peak memory", f"{median(kind, 'peak'):.0f} MiB", "")
    to_goal = [sum(run.epochs) for run in fast]
    row(
        "fast: whole run / script's way to its best",
        ratio(statistics.median(to_goal), median(script, "to_best")),
        "0.25",
    )
    row("fast: validation loss, each seed", losses(fast), f"{REPORTED_LOSS}")
    row("fast: test accuracy, each seed", accuracies(fast), "")
    if best:
        trained = [by_lab("best", seed) for seed in SEEDS]
        minutes = [sum(run.epochs) / 60 for run in trained]
        row("best: test accuracy, each seed", accuracies(trained), "0.935")
        row("best: minutes, median", f"{statistics.median(minutes):.1f}", "10")


def floor() -> None:
    """The recipe's arithmetic at the pace of this machine's matrix products."""
    import tensorflow as tf

    from cnn.nn.networks import article_cnn
    from cnn.nn.training.precision import seconds_to_multiply

    # Forward once, and backward to the weights and to what came in.
    operations = 3 * 2 * multiplications(article_cnn()) * 48_000
    for dtype in (tf.float32, tf.bfloat16):
        side = 2048
        pace = 2 * side**3 / seconds_to_multiply(dtype, side)
        row(
            f"article: arithmetic of an epoch in {dtype.name}",
            f"{operations / pace:.1f} s at {pace / 1e9:.0f} GFLOP/s",
            "",
        )


def multiplications(model: "keras.Model") -> int:  # noqa: F821
    """Of one image's way through the convolutions and dense layers."""
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
    figures = json.loads(out.splitlines()[-1])
    best = figures["best"]
    return Training(
        figures["seconds"],
        sum(figures["seconds"][: best + 1]),
        figures["val_loss"][best],
        figures["test_accuracy"],
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
    """What a process prints, and the most memory it had, in MiB."""
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    assert process.stdout is not None
    out = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    assert status == 0, f"{command} failed"
    return out, usage.ru_maxrss / MIB


def median(kind: list[Training], figure: str) -> float:
    return statistics.median(getattr(run, figure) for run in kind)


def ratio(ours: float, theirs: float) -> str:
    return f"{ours / theirs:.2f} ({ours:.1f} s / {theirs:.1f} s)"


def losses(kind: list[Training]) -> str:
    return ", ".join(f"{run.val_loss:.4f}" for run in kind)


def accuracies(kind: list[Training]) -> str:
    return ", ".join(f"{run.test_accuracy:.4f}" for run in kind)


if __name__ == "__main__":
    main()
