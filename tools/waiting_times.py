"""What a simulated lesson comes to: waiting times as a row of a table."""

from dataclasses import dataclass

import numpy as np

from tools.lesson import MINUTE
from tools.queue_simulation import Stay

HEADER = """\
| workers | median wait | 90% wait at most | longest wait | not over in time | refused | use |
| ---: | ---: | ---: | ---: | ---: | ---: | ---: |"""


@dataclass(frozen=True)
class WaitingTimes:
    """Those of all runs of some lessons, in seconds from the press of Start to the first batch."""

    median: float
    ninety: float
    """The 90th percentile."""
    longest: float
    late: float
    """The fraction of runs that are not over when the lesson is."""
    refused: float
    """The fraction of runs that found no place in line at first."""
    use: float
    """The fraction of the workers' time in which they train, from the first press of Start to the
    end of the lesson."""

    def row(self, workers: int) -> str:
        waits = (minutes(each) for each in (self.median, self.ninety, self.longest))
        shares = (f"{100 * each:.0f}%" for each in (self.late, self.refused, self.use))
        return f"| {' | '.join([str(workers), *waits, *shares])} |"


def waiting_times(lessons: list[list[Stay]], workers: int, lesson_ends: float) -> WaitingTimes:
    """``lessons``: all runs of each; ``lesson_ends``: in seconds from its beginning."""
    stays = [stay for lesson in lessons for stay in lesson]
    median, ninety, longest = np.quantile([stay.waited for stay in stays], [0.5, 0.9, 1.0])
    trained = sum(min(stay.ended, lesson_ends) - min(stay.began, lesson_ends) for stay in stays)
    there = sum(lesson_ends - min(stay.pressed for stay in lesson) for lesson in lessons)
    return WaitingTimes(
        float(median),
        float(ninety),
        float(longest),
        sum(stay.ended > lesson_ends for stay in stays) / len(stays),
        sum(stay.refusals > 0 for stay in stays) / len(stays),
        trained / (workers * there),
    )


def minutes(seconds: float) -> str:
    """Such as ``2:05``."""
    whole = round(seconds)
    return f"{whole // MINUTE}:{whole % MINUTE:02}"
