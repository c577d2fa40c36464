"""Errors that a user can cause and correct.

Their text is shown to the user as it is: what is wrong, and what to do about it. Any other
exception is a bug in the lab and is not caught.
"""


class LabError(Exception):
    """Base class of the errors that a user can correct."""


class DatasetUnavailable(LabError):
    """Fashion-MNIST is not on this computer and cannot be downloaded."""


class UnusableImage(LabError):
    """A file or drawing that contains no picture to classify."""


class UnusableModel(LabError):
    """A file that contains no classifier of 28x28 images."""


class RunRefused(LabError):
    """A visitor may not start or control this training run."""


class NotStored(LabError):
    """What has been changed is not on the disk, and is forgotten when the server restarts."""


class ServerBusy(LabError):
    """Another server that shares the folder is changing the same files."""


class ClassRefused(LabError):
    """A visitor may not open, join or steer this class."""


class UnusableSetting(LabError):
    """An environment variable whose value the lab cannot use."""


class UnusableRun(LabError):
    """A folder, or an address, without a run that can be read."""


class UnbuildableNetwork(LabError):
    """A network that cannot be built, or that is too large to be trained here."""

    def __init__(self, sentence: str, place: int | None = None) -> None:
        super().__init__(sentence)
        self.place = place
        """The index of the layer that caused it; ``None``: the network as a whole."""
