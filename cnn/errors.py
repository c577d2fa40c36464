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
