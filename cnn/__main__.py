"""The command line: ``python -m cnn train``, ``export``, ``evaluate`` and ``predict``."""

import contextlib
import json
import signal
import sys
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import numpy as np

from cnn import pretrained
from cnn.console import Commands, FilePath
from cnn.data.dataset import Dataset, DataSource, generate, load
from cnn.data.labels import CLASS_NAMES
from cnn.errors import DatasetUnavailable, RunRefused, UnusableImage
from cnn.paths import home
from cnn.preprocessing.image_file import PICTURE_SUFFIXES, open_picture
from cnn.preprocessing.picture_folder import find_pictures
from cnn.preprocessing.prepare import prepare_in_every_way
from cnn.runs.channel import ThreadChannel
from cnn.runs.events import EpochEnded, Evaluating, Event, Started
from cnn.runs.export import NOTEBOOK_FILE, SCRIPT_FILE, recipe_seed_and_beginning, write_code
from cnn.runs.folder import RunFolder, run_folder
from cnn.runs.job import TrainingJob
from cnn.runs.network_json import read_network
from cnn.runs.recipe import RECIPES, with_network
from cnn.runs.record import RunRecord

if TYPE_CHECKING:
    from cnn.nn.classifier import Classifier
    from cnn.nn.explain.familiarity import Familiarity
    from cnn.nn.judge import Judge

MAX_EPOCHS = 10_000

UNLIKE = "It does not look like a garment."

existing_model = click.option(
    "--model",
    type=FilePath(),
    default=pretrained.DEFAULT.path,
    show_default="the lab's pre-trained robust CNN",
    help="A .keras file.",
)


@click.group(cls=Commands)
def main() -> None:
    """Train, evaluate and use convolutional networks on Fashion-MNIST.

    The same lab as a web app: streamlit run streamlit_app.py
    """


@main.command()
@click.option(
    "--recipe",
    "name",
    type=click.Choice(list(RECIPES)),
    default="article",
    show_default=True,
    help="The network and how it is trained.",
)
@click.option(
    "--network",
    type=FilePath(dir_okay=False),
    help='Another network: a JSON file that lists its layers, each such as {"layer": "dense", '
    '"units": 100}; run.json has an example.',
)
@click.option(
    "--out",
    type=FilePath(file_okay=False),
    required=True,
    help="The folder to write the model, its history and its record into.",
)
@click.option(
    "--epochs",
    type=click.IntRange(1, MAX_EPOCHS),
    help="The maximum number of epochs.  [default: the recipe's]",
)
@click.option(
    "--seed",
    type=click.IntRange(0, 2**32 - 1),
    default=42,
    show_default=True,
    help="Initializes the weights, the shuffling, dropout and augmentation.",
)
@click.option(
    "--weights",
    type=FilePath(dir_okay=False),
    help="A .keras file of the same network, to begin with its weights.  [default: new ones]",
)
@click.option("--force", is_flag=True, help="Replace the run in the folder of --out.")
@click.option("--generated", is_flag=True, help="On generated garments, not Fashion-MNIST.")
def train(
    name: str,
    network: Path | None,
    out: Path,
    epochs: int | None,
    seed: int,
    weights: Path | None,
    force: bool,
    generated: bool,
) -> None:
    """Train a network and keep its best weights.

    Writes best-cnn-model.keras, history.csv and run.json into the folder of --out when the
    training is over. It ends when the validation loss has stopped falling (the article's
    recipe: for two epochs), or after --epochs.

    Ctrl+C ends the training early, as Stop does in the app: the epoch in progress is cut
    short and validated, the three files are written, and the exit status is 0. A second
    Ctrl+C ends it at once, as does the first one while the data is loaded: nothing is
    written, and the exit status is 1.
    """
    recipe = replace(RECIPES[name], epochs=epochs or RECIPES[name].epochs)
    if network is not None:
        recipe = with_network(recipe, read_network(network))
    with _writing_to(out), run_folder(out, replace=force) as folder:
        data = generate() if generated else _load_data()
        # TensorFlow takes seconds to import: not before the options are checked.
        from cnn.nn.training.trainer import train as run

        job = TrainingJob(recipe, folder.scratch, seed, data.source, weights=weights)
        channel = ThreadChannel(_print_event)
        with _stopping_on_interrupt(channel):
            record = run(job, channel, lambda source: data)
        if not isinstance(record, RunRecord):
            raise click.Abort
        _publish(folder)
    click.echo(
        f"Best epoch: {record.best_epoch}. Ended after {record.seconds:.0f} s: "
        f"{record.history.ended}. "
        f"Validation accuracy {record.validation.accuracy:.4f}, "
        f"test accuracy {record.test.accuracy:.4f}, on {record.source.description}. "
        f"Written to {out}."
    )


@main.command()
@click.argument("run_or_recipe")
@click.option(
    "--out",
    type=FilePath(file_okay=False),
    required=True,
    help=f"The folder to write {SCRIPT_FILE} and {NOTEBOOK_FILE} into.",
)
@click.option("--force", is_flag=True, help="Replace these files in the folder of --out.")
def export(run_or_recipe: str, out: Path, force: bool) -> None:
    """Write the code of a run: plain Keras, as a script and as a notebook.

    RUN_OR_RECIPE is the folder of a run, the end of its address in the app, or the name of a
    recipe. The code needs TensorFlow, scikit-learn and Matplotlib, and nothing of the lab.
    """
    recipe, seed, beginning = recipe_seed_and_beginning(run_or_recipe, home() / "runs")
    write_code(recipe, seed, out, force, beginning)
    click.echo(f"Written to {out}: {SCRIPT_FILE} and {NOTEBOOK_FILE}.")


@main.command()
@existing_model
@click.option("--json", "as_json", is_flag=True, help="One line of JSON.")
def evaluate(model: Path, as_json: bool) -> None:
    """Measure a model on the validation and the test images."""
    from cnn.nn.classifier import Classifier

    classifier = Classifier.load(model)
    data = _load_data()
    validation, test = classifier.score(data.validation), classifier.score(data.test)
    metrics = {
        "validation_loss": round(validation.loss, 4),
        "validation_accuracy": round(validation.accuracy, 4),
        "test_loss": round(test.loss, 4),
        "test_accuracy": round(test.accuracy, 4),
        "parameters": classifier.parameters,
        "data": data.source,
    }
    if as_json:
        click.echo(json.dumps(metrics))
    else:
        for name, value in (metrics | {"data": data.source.description}).items():
            click.echo(f"{name.replace('_', ' '):20} {value}")


@main.command()
@existing_model
@click.option("--json", "as_json", is_flag=True, help="One line of JSON per picture.")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
def predict(model: Path, as_json: bool, paths: tuple[str, ...]) -> None:
    """Say which garment each picture shows.

    PATH is a picture (PNG, JPEG, WebP, HEIC, AVIF, BMP, TIFF or GIF), or a folder with
    pictures, subfolders included. Exits with status 1 if a picture or folder could not be
    used, after all the others were answered.
    """
    from cnn.nn.classifier import Classifier
    from cnn.nn.explain.familiarity import Familiarity
    from cnn.nn.judge import Judge

    classifier, familiarity = Classifier.load(model), Familiarity.load()
    default = pretrained.DEFAULT.path
    judge = Judge.load(familiarity, classifier if model == default else Classifier.load(default))
    failed, skipped = False, 0
    for path in paths:
        found = find_pictures(path)
        skipped += found.skipped
        answers = (_answer(classifier, familiarity, judge, file) for file in found.pictures)
        for answer in chain(answers, found.errors):
            failed = failed or "error" in answer
            click.echo(json.dumps(answer) if as_json else _in_words(answer))
        if not found.pictures and not found.errors:
            failed = True
            suffixes = ", ".join(sorted(PICTURE_SUFFIXES))
            click.echo(f"{path} has no pictures: no file whose name ends in {suffixes}.", err=True)
    if skipped:
        files = "1 file" if skipped == 1 else f"{skipped} files"
        click.echo(f"Skipped {files} without the suffix of a picture.", err=True)
    sys.exit(1 if failed else 0)


def _answer(
    classifier: "Classifier", familiarity: "Familiarity", judge: "Judge", file: Path
) -> dict[str, Any]:
    try:
        ways = list(prepare_in_every_way(open_picture(file)))
    except UnusableImage as error:
        return {"file": str(file), "error": str(error)}
    prepared = ways[judge.best(np.stack([way.image for way in ways]))]
    recognition = classifier.recognize(prepared.image)
    probabilities = recognition.probabilities
    return {
        "file": str(file),
        "label": CLASS_NAMES[probabilities.argmax()],
        "probabilities": {
            name: round(float(probability), 4)
            for name, probability in zip(CLASS_NAMES, probabilities, strict=True)
        },
        "mirrored": recognition.mirrored,
        "unlike": familiarity.is_unlike(recognition.image),
        "warnings": list(prepared.warnings),
    }


def _in_words(answer: dict[str, Any]) -> str:
    if "error" in answer:
        return f"{answer['file']}: {answer['error']}"
    label = answer["label"]
    sure = answer["probabilities"][label]
    unlike = [UNLIKE] if answer["unlike"] else []
    return " ".join([f"{answer['file']}: {label} ({sure:.0%})", *unlike, *answer["warnings"]])


def _load_data() -> Dataset:
    shown = -1

    def show(done: int, total: int) -> None:
        nonlocal shown
        percent = 100 * done // total
        if percent > shown:
            shown = percent
            click.echo(f"\rDownloading Fashion-MNIST: {percent}%", nl=percent == 100, err=True)

    try:
        return load(show)
    except DatasetUnavailable as error:
        click.echo(f"{error} Going on with {DataSource.GENERATED.description}.", err=True)
        return generate()


@contextlib.contextmanager
def _writing_to(out: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise click.ClickException(
            f"The run cannot be written to {out}: {error.strerror or error}. Make sure that this "
            "folder is writable and its disk not full, or choose another one."
        ) from error


@contextlib.contextmanager
def _stopping_on_interrupt(channel: ThreadChannel) -> Iterator[None]:
    """Ctrl+C stops the run; from then on, it raises KeyboardInterrupt again."""

    def stop(*_: object) -> None:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        channel.stop()

    before = signal.signal(signal.SIGINT, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _publish(folder: RunFolder) -> None:
    try:
        folder.publish()
    except (OSError, RunRefused) as error:
        reason = error.strerror or error if isinstance(error, OSError) else error
        raise click.ClickException(
            f"{reason} The new run is kept in {folder.scratch}; move it from there."
        ) from error


def _print_event(event: Event) -> None:
    match event:
        case Started(epochs, batches):
            click.echo(f"Up to {epochs} epochs of {batches} batches.", err=True)
        case EpochEnded(result, best):
            click.echo(
                f"Epoch {result.epoch:2}  {result.seconds:5.1f} s  "
                f"loss {result.loss:.4f}  accuracy {result.accuracy:.4f}  "
                f"validation loss {result.val_loss:.4f}  accuracy {result.val_accuracy:.4f}"
                f"{'  best so far' if best else ''}",
                err=True,
            )
        case Evaluating():
            click.echo("Evaluating the best weights on the test set.", err=True)


if __name__ == "__main__":
    main(prog_name="python -m cnn")
