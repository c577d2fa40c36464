"""What can go wrong at the hands of a user.

The text of each error is a sentence that can be shown as it is: what is wrong, and
what to do. Any other exception is a defect of the lab and is not caught.
"""


class LabError(Exception):
    """Something a user can put right."""


class DatasetUnavailable(LabError):
    """Fashion-MNIST is neither on this computer nor to be downloaded."""


class UnusableImage(LabError):
    """A file or a drawing in which there is no picture to classify."""


class UnusableModel(LabError):
    """A file that holds no classifier of 28x28 garments."""


class RunRefused(LabError):
    """A training run that cannot be started or steered by who asked for it."""
