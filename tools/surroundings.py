"""What may be around a garment in a photo: a wall, a floor, a bedspread, a hanger, a person."""

from collections.abc import Callable, Sequence

import cv2
import numpy as np

Shape = tuple[int, ...]

SKIN = np.array(
    [
        (0.97, 0.82, 0.74),
        (0.93, 0.76, 0.65),
        (0.86, 0.65, 0.52),
        (0.76, 0.54, 0.40),
        (0.60, 0.41, 0.29),
        (0.42, 0.28, 0.20),
    ],
    np.float32,
)
"""From light to dark, in 0..1."""

HAIR = np.array((0.15, 0.10, 0.07), np.float32)


def color(rng: np.random.Generator) -> np.ndarray:
    """Of a cloth or a wall, float32 (3,) in 0..1; gray ones are common."""
    if rng.random() < 0.35:
        return np.asarray(rng.uniform(0.05, 0.95) + rng.normal(0, 0.02, 3), np.float32)
    hue, saturation = rng.uniform(0, 360), (40 + 160 * rng.beta(1.2, 2)) / 255
    hsv = np.array([[[hue, saturation, rng.uniform(0.16, 1)]]], np.float32)
    return np.asarray(cv2.cvtColor(hsv, cv2.COLOR_HSV2RGB)[0, 0])


def noise(rng: np.random.Generator, shape: Shape, cells: int) -> np.ndarray:
    """Smooth noise, float32 (h, w), mostly in -2..2: so many cells on each side."""
    grid = rng.normal(size=(cells, cells)).astype(np.float32)
    return np.asarray(cv2.resize(grid, (shape[1], shape[0]), interpolation=cv2.INTER_CUBIC))


def stripes(rng: np.random.Generator, shape: Shape) -> np.ndarray:
    """Wavy stripes, soft or sharp, often level or upright: float32 (h, w) in -1..1."""
    rows, columns = np.indices(shape[:2])
    angle = rng.choice([0, np.pi / 2, rng.uniform(0, np.pi)])
    across = columns * np.cos(angle) + rows * np.sin(angle) + 3 * noise(rng, shape, 4)
    wave = np.sin(across * 2 * np.pi / rng.uniform(5, 40))
    return np.asarray(np.tanh(wave * rng.uniform(1, 6)), np.float32)


def ground(rng: np.random.Generator, shape: Shape, plain: bool) -> np.ndarray:
    """What a garment lies on or hangs before, float32 (h, w, 3) in 0..1."""
    kinds = (_wall, _bedspread, _boards, _tiles, _clutter)
    if plain:
        kind: Callable[[np.random.Generator, Shape], np.ndarray] = _wall
    else:
        kind = kinds[rng.choice(len(kinds), p=(0.35, 0.25, 0.15, 0.10, 0.15))]
    return np.asarray(kind(rng, shape).clip(0, 1), np.float32)


def _wall(rng: np.random.Generator, shape: Shape) -> np.ndarray:
    tone = np.float32(rng.uniform(0.75, 1)) if rng.random() < 0.6 else color(rng)
    light = 1 + rng.uniform(0, 0.12) * noise(rng, shape, 2)
    return np.asarray(light[..., np.newaxis] * np.ones(3) * tone)


def _bedspread(rng: np.random.Generator, shape: Shape) -> np.ndarray:
    folds = rng.uniform(0.03, 0.2) * noise(rng, shape, int(rng.integers(4, 12)))
    cloth = (1 + folds + rng.uniform(0, 0.1) * noise(rng, shape, 2))[..., np.newaxis] * color(rng)
    if rng.random() < 0.3:
        cloth = cloth + rng.uniform(0.05, 0.4) * stripes(rng, shape)[..., np.newaxis] * rng.normal(
            size=3
        )
    return np.asarray(cloth)


def _boards(rng: np.random.Generator, shape: Shape) -> np.ndarray:
    rows, columns = np.indices(shape[:2])
    upright = rng.random() < 0.5
    across = columns if upright else rows
    width = rng.uniform(18, 60)
    number = (across // width).astype(int)
    grain_cells = (shape[0] // 3 + 1, 6) if rng.random() < 0.5 else (6, shape[1] // 3 + 1)
    grain = cv2.resize(rng.normal(size=grain_cells).astype(np.float32), (shape[1], shape[0]))
    tone = 1 + 0.12 * rng.normal(size=number.max() + 1)[number] + 0.06 * grain
    tone[across % width < 1.5] *= 0.6
    return np.asarray(tone[..., np.newaxis] * color(rng))


def _tiles(rng: np.random.Generator, shape: Shape) -> np.ndarray:
    rows, columns = np.indices(shape[:2])
    angle, side = rng.uniform(0, 0.8), rng.uniform(40, 120)
    x = columns * np.cos(angle) + rows * np.sin(angle)
    y = rows * np.cos(angle) - columns * np.sin(angle)
    tone = 1 + 0.03 * noise(rng, shape, 20)
    tone[(x % side < 2) | (y % side < 2)] *= rng.uniform(0.5, 1.3)
    return np.asarray(tone[..., np.newaxis] * color(rng))


def _clutter(rng: np.random.Generator, shape: Shape) -> np.ndarray:
    height, width = shape[:2]
    picture = np.ones((height, width, 3), np.float32) * color(rng)
    for _ in range(rng.integers(4, 14)):
        tone = color(rng).tolist()
        x, y = int(rng.integers(0, width)), int(rng.integers(0, height))
        if rng.random() < 0.5:
            size = int(rng.integers(10, width)), int(rng.integers(10, height))
            cv2.rectangle(picture, (x, y), (x + size[0], y + size[1]), tone, cv2.FILLED)
        else:
            axes = int(rng.integers(5, width // 2)), int(rng.integers(5, height // 2))
            cv2.ellipse(picture, (x, y), axes, rng.uniform(0, 180), 0, 360, tone, cv2.FILLED)
    return np.asarray(picture * (1 + 0.1 * noise(rng, shape, 6))[..., np.newaxis])


def hanger(rng: np.random.Generator, picture: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """The picture, float32 (h, w, 3), with a hanger behind the garment in ``mask``, bool (h, w)."""
    left, top, width, height = cv2.boundingRect(mask.astype(np.uint8))
    middle, side, tone = left + width // 2, max(width, height), color(rng).tolist()
    drawn = picture.copy()
    hook = middle, max(0, top - round(0.15 * side))
    cv2.line(drawn, (middle, top + 3), hook, tone, 2)
    for sign in (-1, 1):
        shoulder = middle + sign * round(0.2 * side), top + round(0.07 * side)
        cv2.line(drawn, (middle, top - 2), shoulder, tone, 2)
    return drawn


class _Figure:
    """A person behind a garment, drawn in the coordinates of its bounding box: x from -1 to 1, y
    from 0 at its top to 1 at its bottom."""

    def __init__(self, picture: np.ndarray, mask: np.ndarray) -> None:
        self.picture = picture.copy()
        self._left, self._top, self._width, self._height = cv2.boundingRect(mask.astype(np.uint8))

    def limb(self, points: Sequence[tuple[float, float]], width: float, tone: np.ndarray) -> None:
        """``width`` is relative to the garment's."""
        pixels = np.array([self._pixel(point) for point in points], np.int32)
        thickness = max(1, round(width * self._width))
        cv2.polylines(self.picture, [pixels], False, tone.tolist(), thickness)

    def oval(
        self, center: tuple[float, float], axes: tuple[float, float], tone: np.ndarray
    ) -> None:
        """``axes`` are relative to the garment's width."""
        size = tuple(max(1, round(axis * self._width)) for axis in axes)
        cv2.ellipse(self.picture, self._pixel(center), size, 0, 0, 360, tone.tolist(), cv2.FILLED)

    def _pixel(self, point: tuple[float, float]) -> tuple[int, int]:
        x, y = point
        return (
            round(self._left + self._width * (x + 1) / 2),
            round(self._top + self._height * y),
        )


def body(rng: np.random.Generator, picture: np.ndarray, mask: np.ndarray, name: str) -> np.ndarray:
    """The picture, float32 (h, w, 3), with somebody who wears the garment of this class name."""
    figure = _Figure(picture, mask)
    skin = SKIN[rng.integers(len(SKIN))] * np.float32(rng.uniform(0.85, 1.05))
    other = color(rng)
    match name:
        case "Trouser":
            figure.limb([(0, 0.05), (0, -0.5)], 0.95, other)
            for side in (-1, 1):
                hand = side * rng.uniform(1, 1.6), rng.uniform(0, 0.3)
                figure.limb([(side, -0.3), hand], 0.14, skin)
                figure.oval((side * 0.6, 1.03), (0.2, 0.08), color(rng))
        case "Sandal" | "Sneaker" | "Ankle boot":
            ankle = rng.uniform(0.1, 0.6)
            leg = skin if rng.random() < 0.5 else other
            knee = ankle + rng.normal(0, 0.2), -1.5
            figure.limb([(ankle, 0.3), knee], rng.uniform(0.25, 0.4), leg)
        case "Bag":
            figure.limb([(-0.6, 0.1), (-0.2, -0.5)], 0.12, skin)
        case _:
            _upper_body(rng, figure, skin, skin if name == "Dress" else other)
    return np.asarray(figure.picture * (1 + 0.04 * noise(rng, mask.shape, 5))[..., np.newaxis])


def _upper_body(
    rng: np.random.Generator, figure: _Figure, skin: np.ndarray, legs: np.ndarray
) -> None:
    for side in (-1, 1):
        elbow = side * rng.uniform(0.84, 1.24), rng.uniform(0.4, 0.6)
        hand = side * rng.uniform(0.4, 1.3), rng.uniform(0.7, 1.05)
        figure.limb([(side * 0.84, 0.12), elbow, hand], 0.07, skin)
        figure.limb([(side * 0.22, 0.85), (side * rng.uniform(0.18, 0.3), 1.9)], 0.18, legs)
    figure.limb([(0, 0.1), (0, -0.06)], 0.11, skin)
    if rng.random() < 0.6:
        length = 0.18 if rng.random() < 0.6 else 0.35
        figure.oval((0, -0.24), (0.13, length), HAIR * np.float32(rng.uniform(0.3, 3)))
    figure.oval((0, -0.22), (0.10, 0.135), skin)
