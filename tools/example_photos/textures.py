"""Light on relief, and the noise that textures are made of."""

import cv2
import numpy as np

SIDE = 600
OVERSAMPLING = 2
WORK = SIDE * OVERSAMPLING
"""Side of a photo while it is made, in pixels."""

LIGHT = np.array([-0.42, -0.55, 0.72])
"""Direction to the light: x to the right, y down, z to the camera."""

AMBIENT = 0.3
"""Share of the light that comes from everywhere."""

Color = tuple[int, int, int]
"""sRGB, in 0..255."""


def linear(color: Color) -> np.ndarray:
    """Linear light, float32 (3,) in 0..1."""
    return (np.array(color, np.float32) / 255) ** 2.2


def blur(image: np.ndarray, sigma: float) -> np.ndarray:
    blurred: np.ndarray = cv2.GaussianBlur(image, (0, 0), sigma)
    return blurred


def shift(image: np.ndarray, x: float, y: float) -> np.ndarray:
    matrix = np.array([[1, 0, x], [0, 1, y]], np.float32)
    size = WORK, WORK
    shifted: np.ndarray = cv2.warpAffine(image, matrix, size, borderMode=cv2.BORDER_REPLICATE)
    return shifted


def shade(height: np.ndarray, ambient: float = AMBIENT) -> np.ndarray:
    """Light on a height field in pixels, float32 (h, w): 1 where it is level."""
    height = height.astype(np.float32)
    dx = cv2.Sobel(height, cv2.CV_32F, 1, 0, scale=1 / 8)
    dy = cv2.Sobel(height, cv2.CV_32F, 0, 1, scale=1 / 8)
    facing = (LIGHT[2] - LIGHT[0] * dx - LIGHT[1] * dy) / np.sqrt(1 + dx**2 + dy**2)
    direct = np.clip(facing / LIGHT[2], 0, None)
    hollow = np.clip(blur(height, 14) - height, 0, None)
    lit: np.ndarray = (ambient + (1 - ambient) * direct) * np.exp(-0.05 * hollow)
    return lit


def mix(below: np.ndarray, above: np.ndarray, share: np.ndarray) -> np.ndarray:
    """Colors, of which ``above`` has a share, (h, w) in 0..1."""
    mixed: np.ndarray = below + (above - below) * share[..., np.newaxis].astype(np.float32)
    return mixed


def grain(rng: np.random.Generator, sigma: float) -> np.ndarray:
    """Blurred white noise of standard deviation 1."""
    soft = blur(rng.standard_normal((WORK, WORK)).astype(np.float32), sigma)
    return soft / float(soft.std())


def noise(
    rng: np.random.Generator, u: np.ndarray, v: np.ndarray, across: float, down: float
) -> np.ndarray:
    """Smooth noise of standard deviation about 1; ``across`` and ``down`` are its grain's size."""
    lattice = rng.standard_normal((256, 256)).astype(np.float32)
    x, y = (u / across + 128).astype(np.float32), (v / down + 128).astype(np.float32)
    smooth = cv2.remap(lattice, x % 255, y % 255, cv2.INTER_CUBIC, borderMode=cv2.BORDER_WRAP)
    return 1.4 * smooth.astype(np.float32)


def clouds(rng: np.random.Generator, u: np.ndarray, v: np.ndarray, size: float) -> np.ndarray:
    """Noise with details of all sizes up to ``size``."""
    octaves = [0.5**i * noise(rng, u, v, size * 0.5**i, size * 0.5**i) for i in range(4)]
    return np.asarray(np.sum(octaves, axis=0), np.float32)


def cells(rng: np.random.Generator, spacing: float) -> np.ndarray:
    """Distance to the nearest of scattered points, in units of their spacing."""
    count = int(WORK / spacing)
    y, x = np.mgrid[:count, :count] * spacing + rng.uniform(0, spacing, (2, count, count))
    empty = np.full((WORK, WORK), 255, np.uint8)
    empty[y.astype(int).clip(0, WORK - 1), x.astype(int).clip(0, WORK - 1)] = 0
    distance: np.ndarray = cv2.distanceTransform(empty, cv2.DIST_L2, 5)
    return distance / spacing


def inflate(mask: np.ndarray, size: float) -> np.ndarray:
    """The relief of a filled shape, round at its edge."""
    inside = blur(mask, size / 6) + blur(mask, size / 3) + blur(mask, size / 1.5)
    relief: np.ndarray = size / 3 * inside.astype(np.float32)
    return relief
