"""What may happen to a picture, in five strengths: moved, turned, blurred, noisy and so on.

A selection of Fashion-MNIST-C (M. Weiss and P. Tonella: Simple Techniques Work Surprisingly Well
for Neural Network Test Prioritization and Active Learning, ISSTA 2022), which took its kinds from
MNIST-C (N. Mu and J. Gilmer, https://arxiv.org/abs/1906.02337), with ``translate`` of the latter.
Not here: ``saturate``, since these images have no colors; ``shot_noise``, which hardly differs
from noise, and ``glass_blur``, which hardly differs from blur with 28 x 28 pixels. The article's
strengths are made for larger pictures: turn, slant, blur and contrast are milder here.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from cnn.data.labels import IMAGE_SIDE

STRENGTHS = (1, 2, 3, 4, 5)

CENTER = (IMAGE_SIDE - 1) / 2

Change = Callable[[np.ndarray, float, np.random.Generator], np.ndarray]
"""Of images float32 (n, 28, 28), given an amount; the result may go beyond 0..1."""


@dataclass(frozen=True)
class Corruption:
    name: str
    change: Change
    amounts: tuple[float, ...]
    """One for each strength; a single one if there are no degrees of it."""
    unit: str = ""
    """How an amount is written: a format string with one field, or empty for no amount."""

    @property
    def strengths(self) -> tuple[int, ...]:
        return STRENGTHS[: len(self.amounts)]

    def at(self, strength: int) -> int:
        """The strength that there is of this kind: 1 if there are no degrees of it."""
        return min(strength, len(self.amounts))

    def in_words(self, strength: int) -> str:
        """Such as "Turn by 20°"."""
        return self.name + self.unit.format(self.amounts[self.at(strength) - 1])

    def of(self, images: np.ndarray, strength: int, rng: np.random.Generator) -> np.ndarray:
        """Images float32 (n, 28, 28) in 0..1 at a strength 1..5, of the same shape and range."""
        changed = self.change(images, self.amounts[self.at(strength) - 1], rng)
        found: np.ndarray = np.clip(changed, 0, 1).astype(np.float32)
        return found


def shift(images: np.ndarray, pixels: float, rng: np.random.Generator) -> np.ndarray:
    """By whole pixels up or down and left or right, each at random; what enters is background."""
    distance = int(pixels)
    room = ((0, 0), (distance, distance), (distance, distance))
    padded = np.pad(images, room)
    windows = np.lib.stride_tricks.sliding_window_view(padded, (IMAGE_SIDE, IMAGE_SIDE), (1, 2))
    down, right = 2 * distance * rng.integers(0, 2, (2, len(images)))
    found: np.ndarray = windows[np.arange(len(images)), down, right]
    return found


def turn(images: np.ndarray, degrees: float, rng: np.random.Generator) -> np.ndarray:
    """To the left or to the right at random."""
    cos, sin = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    return _to_either_side(images, rng, lambda side: [[cos, side * sin], [-side * sin, cos]])


def slant(images: np.ndarray, slope: float, rng: np.random.Generator) -> np.ndarray:
    """Sheared to the left or to the right at random: a row moves by ``slope`` for each row that it
    is above the center.
    """
    return _to_either_side(images, rng, lambda side: [[1, 0], [side * slope, 1]])


def shrink(images: np.ndarray, size: float, _: np.random.Generator) -> np.ndarray:
    """To a share ``size`` of its height and width."""
    return _sampled(images, np.eye(2) / size)


def mirror(images: np.ndarray, _: float, __: np.random.Generator) -> np.ndarray:
    return images[:, :, ::-1]


def blur(images: np.ndarray, sigma: float, _: np.random.Generator) -> np.ndarray:
    """With a Gaussian, whose standard deviation is in pixels."""
    from scipy import ndimage

    found: np.ndarray = ndimage.gaussian_filter(images, sigma, mode="constant", axes=(1, 2))
    return found


def motion_blur(images: np.ndarray, pixels: float, _: np.random.Generator) -> np.ndarray:
    """The mean of so many neighbors in a row, as if the garment moved sideways."""
    from scipy import ndimage

    found: np.ndarray = ndimage.uniform_filter1d(images, int(pixels), axis=2, mode="constant")
    return found


def noise(images: np.ndarray, sigma: float, rng: np.random.Generator) -> np.ndarray:
    """Adds Gaussian noise of this standard deviation."""
    found: np.ndarray = images + sigma * rng.standard_normal(images.shape, np.float32)
    return found


def specks(images: np.ndarray, share: float, rng: np.random.Generator) -> np.ndarray:
    """Impulse noise: this share of all pixels becomes 0 or 1."""
    random = rng.random(images.shape, np.float32)
    found: np.ndarray = np.where(random < share, (random < share / 2).astype(np.float32), images)
    return found


def darken(images: np.ndarray, amount: float, _: np.random.Generator) -> np.ndarray:
    """Adds to all values, those of the background as well: MNIST-C's ``brightness``, which is
    darkness where garments are drawn dark on white.
    """
    return images + np.float32(amount)


def fade(images: np.ndarray, factor: float, _: np.random.Generator) -> np.ndarray:
    """Less contrast: brings all values closer to their image's mean."""
    mean = images.mean(axis=(1, 2), keepdims=True)
    found: np.ndarray = mean + np.float32(factor) * (images - mean)
    return found


def invert(images: np.ndarray, _: float, __: np.random.Generator) -> np.ndarray:
    return 1 - images


CORRUPTIONS = (
    Corruption("Shift", shift, (1, 2, 3, 4, 5), " by {:.0f} px"),
    Corruption("Turn", turn, (10, 20, 30, 40, 50), " by {:.0f}°"),
    Corruption("Slant", slant, (0.15, 0.3, 0.45, 0.6, 0.75), " by {:.0%}"),
    Corruption("Shrink", shrink, (0.9, 0.8, 0.7, 0.6, 0.5), " to {:.0%}"),
    Corruption("Mirror", mirror, (1,)),
    Corruption("Invert", invert, (1,)),
    Corruption("Blur", blur, (0.5, 0.75, 1, 1.5, 2), " of {:g} px"),
    Corruption("Motion", motion_blur, (3, 5, 7, 9, 11), " by {:.0f} px"),
    Corruption("Noise", noise, (0.08, 0.12, 0.18, 0.26, 0.38), " of {:.0%}"),
    Corruption("Specks", specks, (0.03, 0.06, 0.09, 0.17, 0.27), " on {:.0%}"),
    Corruption("Darken", darken, (0.1, 0.2, 0.3, 0.4, 0.5), " by {:.0%}"),
    Corruption("Fade", fade, (0.6, 0.45, 0.3, 0.2, 0.1), " to {:.0%}"),
)
"""In the order in which they are shown."""


def _to_either_side(
    images: np.ndarray, rng: np.random.Generator, matrix: Callable[[int], list[list[float]]]
) -> np.ndarray:
    """Samples each image with the matrix of side 1 or -1, at random."""
    left = rng.integers(0, 2, len(images)) == 1
    found = np.empty_like(images)
    for side, chosen in ((1, left), (-1, ~left)):
        if chosen.any():
            found[chosen] = _sampled(images[chosen], np.array(matrix(side)))
    return found


def _sampled(images: np.ndarray, matrix: np.ndarray) -> np.ndarray:
    """Images float32 (n, 28, 28) whose pixel at (row, column) from the center is the one that was
    at ``matrix`` times it, with linear interpolation; outside is background.
    """
    from scipy import ndimage

    whole = np.eye(3)
    whole[1:, 1:] = matrix
    offset = CENTER * (1 - whole[1:, 1:].sum(axis=1))
    found: np.ndarray = ndimage.affine_transform(
        images, whole, (0, *offset), order=1, mode="constant"
    )
    return found
