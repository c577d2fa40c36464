"""Garments that the lab makes itself, for where Fashion-MNIST is not to be had.

The decoder of a conditional variational autoencoder (Kingma and Welling,
arxiv.org/abs/1312.6114) turns points of a latent space into images of a class. Points are
drawn from a Gaussian mixture for each class, fitted to where the encoder had put the
training images: the plain prior has room for shapes that are no garment. Both come from
``tools/train_generator.py``. Needs no TensorFlow: two matrix products.
"""

import functools
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from cnn.data.labels import CLASS_NAMES, IMAGE_SIDE
from cnn.paths import ASSETS

FILE = ASSETS / "garment_generator.npz"


@dataclass(frozen=True)
class Generator:
    """Arrays float32, kept as float16; c classes, m components each, l latent, h hidden."""

    shares: np.ndarray
    """(c, m) the mixtures' weights."""
    means: np.ndarray
    """(c, m, l)."""
    spreads: np.ndarray
    """(c, m, l, l) lower triangular: a covariance is ``spread @ spread.T``."""
    hidden_weights: np.ndarray
    """(l, h)."""
    hidden_biases: np.ndarray
    """(c, h): how the decoder is told the class."""
    output_weights: np.ndarray
    """(h, 784)."""
    output_biases: np.ndarray
    """(784,)."""

    def draw(self, label: int, count: int, rng: np.random.Generator) -> np.ndarray:
        """uint8 (count, 28, 28) of one class."""
        return self._decode(self._points(label, count, rng), label)

    def save(self, path: Path) -> None:
        """Writes an .npz of float16, of the spreads only what is not zero."""
        lower = np.tril_indices(self.spreads.shape[-1])
        arrays = vars(self) | {"spreads": self.spreads[..., lower[0], lower[1]]}
        np.savez_compressed(
            path, **{name: array.astype(np.float16) for name, array in arrays.items()}
        )

    @classmethod
    def load(cls, path: Path) -> "Generator":
        """Reads what ``save`` has written."""
        with np.load(path) as file:
            arrays = {name: file[name].astype(np.float32) for name in file.files}
        latent = arrays["means"].shape[-1]
        packed = arrays["spreads"]
        arrays["spreads"] = np.zeros((*packed.shape[:-1], latent, latent), np.float32)
        arrays["spreads"][..., *np.tril_indices(latent)] = packed
        return cls(**arrays)

    def _points(self, label: int, count: int, rng: np.random.Generator) -> np.ndarray:
        """Latent points of one class: float32 (count, l)."""
        shares = self.shares[label].astype(np.float64)
        counts = rng.multinomial(count, shares / shares.sum())
        noise = rng.standard_normal((count, self.means.shape[-1]), np.float32)
        components = zip(
            np.split(noise, counts.cumsum()[:-1]),
            self.spreads[label],
            self.means[label],
            strict=True,
        )
        return np.concatenate([some @ spread.T + mean for some, spread, mean in components])

    def _decode(self, points: np.ndarray, label: int) -> np.ndarray:
        hidden = np.maximum(points @ self.hidden_weights + self.hidden_biases[label], 0)
        logits = hidden @ self.output_weights + self.output_biases
        # The sigmoid, written so that it cannot overflow.
        brightness = (1 + np.tanh(logits / 2)) / 2
        return np.rint(255 * brightness).astype(np.uint8).reshape(-1, IMAGE_SIDE, IMAGE_SIDE)


@functools.cache
def shipped() -> Generator:
    """The one in assets, read once a process."""
    return Generator.load(FILE)


def draw(count: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Images uint8 (count, 28, 28) and labels uint8 (count,), as many of each class.

    Always the same for the same seed.
    """
    rng = np.random.default_rng(seed)
    labels = rng.permutation(np.arange(count) % len(CLASS_NAMES)).astype(np.uint8)
    images = np.empty((count, IMAGE_SIDE, IMAGE_SIDE), np.uint8)
    for label in range(len(CLASS_NAMES)):
        of_class = labels == label
        images[of_class] = shipped().draw(label, int(of_class.sum()), rng)
    return images, labels
