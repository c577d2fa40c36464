"""How long pupils wait for their runs: python -m tools.simulate_queue

One class that trains with the recipe Fast, on one, two and four workers. Other lessons are given
by options, such as those of ten classes from four schools, who choose between Fast and the
article's CNN, on three servers:

    python -m tools.simulate_queue --classes 10 --schools 4 --servers 3 \\
        --recipe fast:4:4.65 --recipe article:5-9:6.2 --workers 4 --workers 8
"""

import re
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from cnn.runs.admission import Admission
from cnn.runs.classroom import MOST_CLASSES, MOST_MEMBERS, Classrooms
from cnn.runs.recipe import RECIPES
from tools.lesson import Choice, Lesson, draw_pupils, open_classes
from tools.queue_simulation import simulate
from tools.waiting_times import HEADER, waiting_times

USUAL = Lesson()


class ChoiceOption(click.ParamType):
    name = "NAME:EPOCHS:SECONDS"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> Choice:
        if isinstance(value, Choice):
            return value
        parts = re.fullmatch(r"(\w+):(\d+)(?:-(\d+))?:(\d+(?:\.\d+)?)", value)
        if parts is None or parts[1] not in RECIPES:
            self.fail(
                f'"{value}" has to be a recipe ({", ".join(RECIPES)}), its epochs, and the seconds '
                "of an epoch, such as fast:4:4.65 or article:5-9:6.2."
            )
        fewest, most = int(parts[2]), int(parts[3] or parts[2])
        if not 0 < fewest <= most:
            self.fail(f'"{value}": there have to be epochs, the fewest before the most.')
        return Choice(RECIPES[parts[1]], fewest, most, float(parts[4]))


def option(name: str, type: click.ParamType, default: Any, help: str) -> Callable[..., Any]:
    return click.option(name, type=type, default=default, show_default=True, help=help)


MINUTES, COUNT = click.FloatRange(min=0), click.IntRange(min=1)


@click.command()
@click.option(
    "--workers",
    type=COUNT,
    multiple=True,
    default=(1, 2, 4),
    show_default="1, 2 and 4",
    help="A row of the table; may be repeated.",
)
@option("--servers", COUNT, 1, "Pupils are spread over so many, each with a line of its own.")
@option("--classes", click.IntRange(1, MOST_CLASSES), USUAL.classes, "Classes at the same time.")
@option("--pupils", click.IntRange(1, MOST_MEMBERS), USUAL.pupils, "Pupils of a class.")
@option("--schools", COUNT, USUAL.schools, "Network addresses that the classes come from.")
@option("--minutes", MINUTES, USUAL.minutes, "The length of the lesson.")
@option("--hand-out", MINUTES, USUAL.hand_out, "The minute in which they are told to start.")
@option("--spread", MINUTES, USUAL.spread, "Minutes within which all press Start.")
@option("--second", click.FloatRange(0, 1), USUAL.second, "Fraction that start a second run.")
@option("--rest", MINUTES, USUAL.rest, "Minutes between a run and the second one.")
@click.option(
    "--recipe",
    "choices",
    type=ChoiceOption(),
    multiple=True,
    default=USUAL.choices,
    show_default="fast:4:4.65",
    help="A recipe that they choose, its epochs and the seconds of each; may be repeated.",
)
@option("--lessons", COUNT, 20, "How often the lesson is drawn; the table is about all of them.")
@option("--seed", click.IntRange(min=0), 1, "Of the first of these.")
def main(workers: tuple[int, ...], servers: int, lessons: int, seed: int, **of_lesson: Any) -> None:
    """Simulates the lab's queue, and prints how long pupils wait for their runs."""
    lesson = Lesson(**of_lesson)
    with tempfile.TemporaryDirectory() as folder:
        classrooms = Classrooms(Path(folder))
        codes, admission = open_classes(lesson, classrooms), Admission(classrooms)
        drawn = [draw_pupils(lesson, codes, seed + number) for number in range(lessons)]
        click.echo(HEADER)
        for number in workers:
            stays = [
                simulate(pupils, number, servers, admission, lesson.seconds) for pupils in drawn
            ]
            click.echo(waiting_times(stays, number, lesson.seconds).row(number))


if __name__ == "__main__":
    main()
