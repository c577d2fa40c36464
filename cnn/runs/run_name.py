"""Names of runs."""

import itertools
import re
import unicodedata
from collections.abc import Iterable

MAX_LENGTH = 40


def clean_name(name: str) -> str:
    """A name in one line: letters, digits and a few signs that mean nothing in Markdown."""
    text = unicodedata.normalize("NFC", name)
    text = re.sub(r"[^\w\s.,'()&+/-]|_", " ", text)
    # A dot only within a number: other dots make links.
    text = re.sub(r"(?<!\d)\.|\.(?!\d)", " ", text)
    return " ".join(text.split())[:MAX_LENGTH].strip()


def branch_name(parent: str, place: str, used: Iterable[str]) -> str:
    """``place``: where it branches off, in words. A branch of a branch names only its own."""
    origin = re.sub(r", from epoch [\d.]+( \(\d+\))?$", "", parent)
    end, taken = f", from {place}", set(used)
    numbers = itertools.chain([""], (f" ({count})" for count in itertools.count(2)))
    names = (f"{origin[: MAX_LENGTH - len(end + number)]}{end}{number}" for number in numbers)
    return next(name for name in names if name not in taken)


def unused_name(title: str, used: Iterable[str]) -> str:
    """The title with the number after the highest one in use."""
    numbers = (re.fullmatch(rf"{re.escape(title)} (\d{{1,9}})", name) for name in used)
    return f"{title} {1 + max((int(number[1]) for number in numbers if number), default=0)}"
