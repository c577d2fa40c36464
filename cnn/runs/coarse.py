"""Arrays of floats in 4 bits a value, for what a training keeps of its gradients.

Means of squared gradients span ten powers of ten within one array: float16 makes zeros of most, and
a step divided by zero explodes. What counts is their magnitude. So each value becomes the nearest
of a few levels that are evenly spaced in its logarithm, between the smallest and the largest of its
array. The idea is that of 8-bit optimizers (Dettmers et al., arxiv.org/abs/2110.02861).
"""

from dataclasses import dataclass

import numpy as np

UNSIGNED_LEVELS, SIGNED_LEVELS = 15, 7
"""Besides zero."""

TAIL = 0.01
"""The fraction of an array's values that may lie below its lowest level."""


@dataclass(frozen=True)
class Coarse:
    codes: np.ndarray
    """Uint8 (half of the values, rounded up), two codes in each: the first in the low bits."""
    shape: tuple[int, ...]
    lowest: float
    highest: float
    """The magnitudes of the first and the last level; zeros if all values are."""
    signed: bool
    """Whether the highest of the four bits is a sign."""

    @classmethod
    def of(cls, values: np.ndarray) -> "Coarse":
        """From float32 of any shape, all finite."""
        magnitudes = np.abs(values.ravel())
        signed = bool(values.min(initial=0) < 0)
        levels = SIGNED_LEVELS if signed else UNSIGNED_LEVELS
        nonzero = magnitudes[magnitudes > 0]
        if not len(nonzero):
            return cls(_packed(np.zeros(values.size, np.uint8)), values.shape, 0.0, 0.0, False)
        rank = int(TAIL * len(nonzero))
        lowest, highest = float(np.partition(nonzero, rank)[rank]), float(nonzero.max())
        step = max(np.log(highest / lowest) / (levels - 1), 1e-9)
        with np.errstate(divide="ignore"):
            codes = np.rint(np.log(magnitudes / np.float32(lowest)) / step).clip(0, levels - 1) + 1
        codes = np.where(magnitudes > 0, codes, 0).astype(np.uint8)
        if signed:
            codes |= (values.ravel() < 0).astype(np.uint8) << 3
        return cls(_packed(codes), values.shape, lowest, highest, signed)

    def values(self) -> np.ndarray:
        """Float32; of the right order of magnitude."""
        levels = SIGNED_LEVELS if self.signed else UNSIGNED_LEVELS
        table = np.zeros(16, np.float32)
        if self.highest:
            table[1 : levels + 1] = np.geomspace(self.lowest, self.highest, levels)
        if self.signed:
            table[8:] = -table[:8]
        codes = np.stack([self.codes & 15, self.codes >> 4], axis=1).ravel()
        values: np.ndarray = table[codes[: int(np.prod(self.shape))]]
        return values.reshape(self.shape)


def _packed(codes: np.ndarray) -> np.ndarray:
    even = np.resize(codes, len(codes) + len(codes) % 2)
    packed: np.ndarray = even[::2] | even[1::2] << 4
    return packed
