"""What the owner of a server sets by environment variables."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from cnn.errors import UnusableSetting
from cnn.runs.admission import RUNS_PER_ADDRESS
from cnn.runs.channel import LONGEST_PAUSE
from cnn.runs.client_address import Network, networks
from cnn.runs.retention import KEPT_MEGABYTES, KEPT_RUNS

T = TypeVar("T")

MOST = 1_000_000
"""More than anybody needs of anything, and less than what a clock or a counter cannot hold."""


@dataclass(frozen=True)
class Settings:
    longest_pause: float = LONGEST_PAUSE
    """Seconds that a paused run keeps its worker."""
    runs_per_address: int = RUNS_PER_ADDRESS
    """In line, outside of classes."""
    kept_runs: int = KEPT_RUNS
    kept_megabytes: int = KEPT_MEGABYTES
    trusted_proxies: tuple[Network, ...] = ()
    """Those that are believed where a visitor comes from."""
    dask: str | None = None
    """The address of a Dask scheduler, whose workers train; or ``local``."""


def read_settings(environment: Mapping[str, str]) -> Settings:
    """The settings, with the usual value of each variable that is missing or empty.

    Raises:
        UnusableSetting: a variable has no value that can be used.
    """

    def read(name: str, usual: T, parse: Callable[[str], T], wanted: str) -> T:
        text = environment.get(name, "").strip()
        try:
            return parse(text) if text else usual
        except ValueError as error:
            raise UnusableSetting(
                f'The environment variable {name} is "{text}", but has to be {wanted}. Correct it, '
                "or leave it out, and start the lab again."
            ) from error

    whole = f"a whole number from 1 to {MOST:,}"
    return Settings(
        read("CNN_LONGEST_PAUSE", LONGEST_PAUSE, _seconds, f"a number above 0, up to {MOST:,}"),
        read("CNN_RUNS_PER_ADDRESS", RUNS_PER_ADDRESS, _whole, whole),
        read("CNN_KEPT_RUNS", KEPT_RUNS, _whole, whole),
        read("CNN_KEPT_MEGABYTES", KEPT_MEGABYTES, _whole, whole),
        read(
            "CNN_TRUSTED_PROXY",
            (),
            networks,
            "IP addresses or networks such as 10.0.0.0/8, separated by commas",
        ),
        read(
            "CNN_DASK",
            None,
            _scheduler,
            "the address of a Dask scheduler such as tcp://scheduler:8786, or local",
        ),
    )


def _seconds(text: str) -> float:
    number = float(text)
    if not 0 < number <= MOST:  # nor is it NaN
        raise ValueError(text)
    return number


def _whole(text: str) -> int:
    number = int(text)
    if not 1 <= number <= MOST:
        raise ValueError(text)
    return number


def _scheduler(text: str) -> str | None:
    if text != "local" and not re.fullmatch(r"(tcp|tls)://[^\s/:]+:\d{1,5}", text):
        raise ValueError(text)
    return text
