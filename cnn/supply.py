"""The garments of a process: Fashion-MNIST, or generated ones until it is to be had."""

from collections.abc import Callable

from cnn.background import Background, Progress
from cnn.dataset import Dataset
from cnn.errors import DatasetUnavailable


class Supply:
    """Fetches in the background, first when it is asked to and again when it is asked to.

    Where fetching fails, ``dataset`` becomes a generated one, and stays it while another try
    is under way: who has begun with it is not held up.
    """

    def __init__(
        self, load: Callable[[Progress], Dataset], generate: Callable[[], Dataset]
    ) -> None:
        self._load = load
        self._generate = generate
        self._stand_in: Dataset | None = None
        self.tries = 0
        """How often Fashion-MNIST has been looked for in vain."""
        self.why_generated = ""
        """Why the last try failed, in a sentence; empty where none has."""
        self.fetching = Background(self._fetch)

    @property
    def dataset(self) -> Dataset | None:
        """The one to use now; ``None`` while the first try is under way, or before it."""
        return self.fetching.result or self._stand_in

    def start(self) -> None:
        """Has Fashion-MNIST fetched, unless a try has failed already: then see ``retry``."""
        if self.dataset is None:
            self.fetching.start()

    def retry(self) -> None:
        self.fetching.start()

    def get(self, wait: float | None = None) -> Dataset | None:
        """The one to use now, waiting at most so many seconds for the first try.

        Raises:
            LabError: neither could be had.
        """
        self.start()
        if self.dataset is None:
            self.fetching.wait(wait)
        if self.dataset is None and self.fetching.error is not None:
            raise self.fetching.error
        return self.dataset

    def _fetch(self, report: Progress) -> Dataset:
        try:
            return self._load(report)
        except DatasetUnavailable as error:
            self.tries += 1
            self.why_generated = str(error)
            self._stand_in = self._stand_in or self._generate()
            raise
