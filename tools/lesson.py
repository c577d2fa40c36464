"""A lesson on paper: who presses Start when, and what their runs take."""

from dataclasses import dataclass
from random import Random

from cnn.runs.classroom import Classrooms
from cnn.runs.recipe import FAST, Recipe

MINUTE = 60


@dataclass(frozen=True)
class Choice:
    """A recipe that pupils may choose."""

    recipe: Recipe
    fewest: int
    """Epochs after which a run ends early, at the earliest."""
    most: int
    """Epochs that it trains at most."""
    seconds: float
    """An epoch takes so long on a worker that has its processors to itself."""


@dataclass(frozen=True)
class Training:
    """A run that a pupil is going to start."""

    recipe: Recipe
    seconds: float
    """On a worker, from the first batch to the result."""


@dataclass(frozen=True)
class Pupil:
    visitor: str
    presses: float
    """Seconds from the beginning of the lesson until they press Start."""
    trainings: tuple[Training, ...]
    """One after the other."""
    rest: float = 0.0
    """Seconds between the end of a run and the start of the next one."""
    address: str | None = None
    classroom: str | None = None
    """The code of their class."""


@dataclass(frozen=True)
class Lesson:
    """The same in several classes at once."""

    classes: int = 1
    pupils: int = 30
    """In each class."""
    schools: int = 1
    """The classes are spread over so many, each of which has one network address."""
    minutes: float = 45.0
    hand_out: float = 22.0
    """The minute at which the teachers hand out the settings."""
    spread: float = 3.0
    """Minutes within which pupils then press Start, all moments alike."""
    second: float = 0.3
    """The fraction of pupils who start a second run when their first one is over."""
    rest: float = 1.0
    """Minutes between these two runs."""
    choices: tuple[Choice, ...] = (Choice(FAST, FAST.epochs, FAST.epochs, 4.65),)
    """Pupils choose among these, each as often as any other."""

    @property
    def seconds(self) -> float:
        return self.minutes * MINUTE

    def visitors(self, number: int) -> list[str]:
        """The pupils of one of the classes, which are numbered from 0."""
        return [f"pupil {number}-{pupil}" for pupil in range(self.pupils)]


def open_classes(lesson: Lesson, classrooms: Classrooms) -> list[str]:
    """Opens the classes, and lets all pupils join. Returns their codes."""
    codes = [classrooms.open(f"teacher {number}").code for number in range(lesson.classes)]
    for number, code in enumerate(codes):
        for visitor in lesson.visitors(number):
            classrooms.join(code, visitor)
    return codes


def draw_pupils(lesson: Lesson, codes: list[str], seed: int) -> list[Pupil]:
    """The pupils of all classes, in the order in which they first press Start.

    ``codes``: those of the classes, in their order.
    """
    random = Random(seed)
    pupils = [
        Pupil(
            visitor,
            MINUTE * (lesson.hand_out + random.uniform(0, lesson.spread)),
            _trainings(lesson, random),
            MINUTE * lesson.rest,
            f"school {number % lesson.schools}",
            code,
        )
        for number, code in enumerate(codes)
        for visitor in lesson.visitors(number)
    ]
    return sorted(pupils, key=lambda pupil: pupil.presses)


def _trainings(lesson: Lesson, random: Random) -> tuple[Training, ...]:
    runs = 2 if random.random() < lesson.second else 1
    return tuple(_training(random.choice(lesson.choices), random) for _ in range(runs))


def _training(choice: Choice, random: Random) -> Training:
    epochs = random.randint(choice.fewest, choice.most)
    return Training(choice.recipe, epochs * choice.seconds)
