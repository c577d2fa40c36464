"""Generated garments, used when Fashion-MNIST is not available.

The decoder of a conditional variational autoencoder (Kingma and Welling,
arxiv.org/abs/1312.6114) turns latent vectors into images of a class. The latent vectors are
sampled from one Gaussian mixture per class, fitted to the encoded training images: samples from
the prior would often be no garment at all. ``tools/train_generator.py`` trains both. The decoder
has one hidden layer, so NumPy is enough to run it.
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
    """The mixtures and the decoder; all arrays are float32 and are stored as float16.

    In the shapes, c is the number of classes, m of mixture components per class, l of latent
    dimensions and h of hidden units.
    """

    mixture_weights: np.ndarray
    """(c, m)."""
    means: np.ndarray
    """(c, m, l)."""
    cholesky_factors: np.ndarray
    """(c, m, l, l), lower triangular: a covariance is ``factor @ factor.T``."""
    hidden_weights: np.ndarray
    """(l, h)."""
    hidden_biases: np.ndarray
    """(c, h), one row per class: this is how the decoder is conditioned on the class."""
    output_weights: np.ndarray
    """(h, 784)."""
    output_biases: np.ndarray
    """(784,)."""

    def draw(self, label: int, count: int, rng: np.random.Generator) -> np.ndarray:
        """Random images of one class: uint8 (count, 28, 28)."""
        return self._decode(self._sample_latent(label, count, rng), label)

    def save(self, path: Path) -> None:
        """Writes an .npz file: float16, and only the lower triangles of the Cholesky factors."""
        rows, columns = np.tril_indices(self.cholesky_factors.shape[-1])
        arrays = vars(self) | {"cholesky_factors": self.cholesky_factors[..., rows, columns]}
        np.savez_compressed(
            path, **{name: array.astype(np.float16) for name, array in arrays.items()}
        )

    @classmethod
    def load(cls, path: Path) -> "Generator":
        """Reads a file written by ``save``."""
        with np.load(path) as file:
            arrays = {name: file[name].astype(np.float32) for name in file.files}
        latent = arrays["means"].shape[-1]
        triangles = arrays["cholesky_factors"]
        factors = np.zeros((*triangles.shape[:-1], latent, latent), np.float32)
        factors[..., *np.tril_indices(latent)] = triangles
        return cls(**arrays | {"cholesky_factors": factors})

    def _sample_latent(self, label: int, count: int, rng: np.random.Generator) -> np.ndarray:
        """Latent vectors of one class: float32 (count, l)."""
        weights = self.mixture_weights[label].astype(np.float64)
        counts = rng.multinomial(count, weights / weights.sum())
        noise = rng.standard_normal((count, self.means.shape[-1]), np.float32)
        components = zip(
            np.split(noise, counts.cumsum()[:-1]),
            self.cholesky_factors[label],
            self.means[label],
            strict=True,
        )
        return np.concatenate([part @ factor.T + mean for part, factor, mean in components])

    def _decode(self, latent: np.ndarray, label: int) -> np.ndarray:
        hidden = np.maximum(latent @ self.hidden_weights + self.hidden_biases[label], 0)
        logits = hidden @ self.output_weights + self.output_biases
        # The sigmoid function in a form that cannot overflow.
        brightness = (1 + np.tanh(logits / 2)) / 2
        pixels: np.ndarray = np.rint(255 * brightness).astype(np.uint8)
        return pixels.reshape(-1, IMAGE_SIDE, IMAGE_SIDE)


@functools.cache
def shipped() -> Generator:
    """The generator in the assets, loaded once per process."""
    return Generator.load(FILE)


def draw(count: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Images uint8 (count, 28, 28) and labels uint8 (count,), in random order.

    The classes are balanced. The same seed always gives the same images.
    """
    rng = np.random.default_rng(seed)
    labels = rng.permutation(np.arange(count) % len(CLASS_NAMES)).astype(np.uint8)
    images = np.empty((count, IMAGE_SIDE, IMAGE_SIDE), np.uint8)
    for label in range(len(CLASS_NAMES)):
        of_class = labels == label
        images[of_class] = shipped().draw(label, int(of_class.sum()), rng)
    return images, labels
