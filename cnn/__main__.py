"""The command line: ``python -m cnn train``, ``evaluate`` and ``predict``."""

import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cnn import pretrained
from cnn.data.dataset import Dataset, DataSource, generate, load
from cnn.data.labels import CLASS_NAMES
from cnn.errors import DatasetUnavailable, LabError, UnusableImage
from cnn.preprocessing.image_file import open_picture
from cnn.preprocessing.prepare import prepare
from cnn.runs.channel import ThreadChannel
from cnn.runs.events import EpochEnded, Evaluating, Event, Started
from cnn.runs.recipe import RECIPES
from cnn.runs.run import TrainingJob

if TYPE_CHECKING:
    from cnn.nn.classifier import Classifier

PICTURE_SUFFIXES = {".png", ".jpg", ".jpeg"}

existing_model = click.option(
    "--model",
    type=click.Path(path_type=Path),
    default=pretrained.DEFAULT.path,
    show_default="the lab's pre-trained robust CNN",
    help="A .keras file.",
)


class SayLabErrors(click.Group):
    """Shows what a user can put right as a sentence, without a traceback."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except LabError as error:
            raise click.ClickException(str(error)) from error
        except OSError as error:
            raise click.ClickException(f"{error.strerror or error}: {error.filename}") from error


@click.group(cls=SayLabErrors)
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
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    help="The folder to write the model, its history and its record into.",
)
@click.option("--epochs", type=click.IntRange(1), help="At most so many.  [default: the recipe's]")
@click.option("--seed", type=int, default=42, show_default=True, help="Same seed, same shuffle.")
@click.option("--generated", is_flag=True, help="On generated garments, not Fashion-MNIST.")
def train(name: str, out: Path, epochs: int | None, seed: int, generated: bool) -> None:
    """Train a network and keep its best weights.

    Writes best-cnn-model.keras, history.csv and run.json into the folder of --out. Ends
    when the validation loss has stopped falling (the article's recipe: for two epochs), or
    after --epochs.
    """
    out.mkdir(parents=True, exist_ok=True)  # a folder that cannot be made is reported at once
    data = generate() if generated else _load_data()
    # TensorFlow takes seconds to import: not before the options are checked.
    from cnn.nn.training.trainer import train as run

    recipe = replace(RECIPES[name], epochs=epochs or RECIPES[name].epochs)
    job = TrainingJob(recipe, out, seed, data.source)
    record = run(job, ThreadChannel(_print_event), lambda source: data)
    assert record is not None, "nobody else holds the channel"
    click.echo(
        f"Best epoch: {record.best_epoch}. Ended after {record.seconds:.0f} s: "
        f"{record.history.ended}. "
        f"Validation accuracy {record.validation.accuracy:.4f}, "
        f"test accuracy {record.test.accuracy:.4f}, on {record.source.description}. "
        f"Written to {out}."
    )


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
@click.option("--json", "as_json", is_flag=True, help="One line of JSON a picture.")
@click.argument(
    "paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="PATH..."
)
def predict(model: Path, as_json: bool, paths: tuple[Path, ...]) -> None:
    """Say which garment each picture shows.

    PATH is a PNG or JPEG file, or a folder of them. Exits with status 1 if a picture could
    not be used, after all the others were answered.
    """
    from cnn.nn.classifier import Classifier

    classifier = Classifier.load(model)
    failed = False
    for file in _pictures(paths):
        answer = _answer(classifier, file)
        failed = failed or "error" in answer
        click.echo(json.dumps(answer) if as_json else _in_words(answer))
    sys.exit(1 if failed else 0)


def _answer(classifier: "Classifier", file: Path) -> dict[str, Any]:
    try:
        prepared = prepare(open_picture(file))
    except UnusableImage as error:
        return {"file": str(file), "error": str(error)}
    probabilities = classifier.recognize(prepared.image)
    return {
        "file": str(file),
        "label": CLASS_NAMES[probabilities.argmax()],
        "probabilities": {
            name: round(float(probability), 4)
            for name, probability in zip(CLASS_NAMES, probabilities, strict=True)
        },
        "warnings": list(prepared.warnings),
    }


def _in_words(answer: dict[str, Any]) -> str:
    if "error" in answer:
        return f"{answer['file']}: {answer['error']}"
    label = answer["label"]
    sure = answer["probabilities"][label]
    return " ".join([f"{answer['file']}: {label} ({sure:.0%})", *answer["warnings"]])


def _pictures(paths: tuple[Path, ...]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from sorted(
                file
                for file in path.rglob("*")
                if file.suffix.lower() in PICTURE_SUFFIXES and file.is_file()
            )
        else:
            yield path


def _load_data() -> Dataset:
    shown = -1

    def show(done: int, total: int) -> None:
        nonlocal shown
        percent = 100 * done // total
        if percent > shown:
            shown = percent
            click.echo(f"\rDownloading Fashion-MNIST: {percent} %", nl=percent == 100, err=True)

    try:
        return load(show)
    except DatasetUnavailable as error:
        click.echo(f"{error} Going on with {DataSource.GENERATED.description}.", err=True)
        return generate()


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
