"""What a worker and the server that has handed it a run tell each other.

They do so by Dask's queues, which lie on the scheduler: one up to the server for each run, and one
down to each worker that attempts it. What goes through them are bytes, so that the scheduler needs
nothing of the lab.
"""

import pickle
from dataclasses import dataclass, field

from distributed import Client, Queue

from cnn.runs.events import Event
from cnn.runs.job import TrainingJob


@dataclass(frozen=True)
class Files:
    """What has changed in the folder of a run."""

    changed: dict[str, bytes] = field(default_factory=dict)
    """Contents by paths within the folder, with slashes."""
    deleted: tuple[str, ...] = ()


@dataclass(frozen=True)
class Arrived:
    """A worker has taken the run, and waits for its assignment."""

    worker: str
    """Its address."""


@dataclass(frozen=True)
class WantsData:
    """The worker has not trained on these garments before."""


@dataclass(frozen=True)
class PausesItself:
    """After an epoch, as it has been told to; before it reports that it is paused."""


Upward = Event | Files | Arrived | WantsData | PausesItself


@dataclass(frozen=True)
class Report:
    attempt: str
    """Tells the workers apart that have had the run."""
    messages: tuple[Upward, ...]
    """In their order."""


@dataclass(frozen=True)
class Steering:
    """What the owner of the run wants at the moment."""

    stopped: bool
    paused: bool
    pauses_after_epochs: bool


@dataclass(frozen=True)
class Assignment:
    job: TrainingJob
    """Its folder is the server's."""
    files: Files
    """What lies in that folder."""
    data: str
    """The fingerprint of the dataset."""
    steering: Steering
    longest_pause: float
    """In seconds."""


@dataclass(frozen=True)
class Dismissed:
    """The run is another worker's, or nobody's: this one has nothing more to do."""


Downward = Assignment | Steering | Dismissed


class Post:
    """One end of a queue for pickled messages, or for what Dask itself can send."""

    def __init__(self, name: str, client: Client) -> None:
        self._queue = Queue(name, client=client)

    def put(self, message: Report | Downward) -> None:
        self._queue.put(pickle.dumps(message))

    def put_future(self, future: object) -> None:
        """A future of Dask, whose result the other end gets instead."""
        self._queue.put(future)

    def get(self) -> list[object]:
        """The messages that have come since the last call, and what futures are for.

        Does not wait for any: a scheduler logs an error whenever somebody has waited in vain.
        """
        return [
            pickle.loads(content) if isinstance(content, bytes) else content
            for content in self._queue.get(batch=True)
        ]

    def close(self) -> None:
        self._queue.close()


def upward(link: str, client: Client) -> Post:
    """The queue from the workers that attempt a run to its server."""
    return Post(f"{link}-up", client)


def downward(attempt: str, client: Client) -> Post:
    """The queue from the server to a worker that attempts a run."""
    return Post(f"cnn-attempt-{attempt}", client)
