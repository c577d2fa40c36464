"""Random pictures that show no garment, like what visitors draw on the canvas.

320x320 pixels, of six kinds: letters, strokes, compositions of shapes, stars, dots and textures.
"""

from collections.abc import Callable

import cv2
import numpy as np
from PIL import Image, ImageDraw

SIDE = 320
CENTER = np.full(2, SIDE / 2)
TURN = 2 * np.pi

FONTS = (
    cv2.FONT_HERSHEY_SIMPLEX,
    cv2.FONT_HERSHEY_PLAIN,
    cv2.FONT_HERSHEY_DUPLEX,
    cv2.FONT_HERSHEY_COMPLEX,
    cv2.FONT_HERSHEY_TRIPLEX,
    cv2.FONT_HERSHEY_SCRIPT_SIMPLEX,
    cv2.FONT_HERSHEY_SCRIPT_COMPLEX,
)

CHARACTERS = [chr(code) for code in range(33, 127)]

Rng = np.random.Generator


def letters(rng: Rng) -> Image.Image:
    """One to five characters of a stroke font, tilted and slanted."""
    text = "".join(rng.choice(CHARACTERS, rng.choice([1, 1, 1, 2, 3, 5])))
    font = int(rng.choice(FONTS))
    pen = int(rng.integers(6, 24) if len(text) < 3 else rng.integers(4, 10))
    (width, height), _ = cv2.getTextSize(text, font, 1, 1)
    scale = min(250 / width, 220 / height)
    page = np.full((480, 480), 255, np.uint8)
    start = (240 - int(width * scale / 2), 240 + int(height * scale / 2))
    cv2.putText(page, text, start, font, scale, 0, pen, cv2.LINE_AA)
    tilt, slant = rng.normal(0, 0.2), rng.normal(0, 0.15)
    turn = np.array([[np.cos(tilt), np.sin(tilt) + slant], [-np.sin(tilt), np.cos(tilt)]])
    shift = CENTER - turn @ (240, 240)
    placed = cv2.warpAffine(page, np.column_stack([turn, shift]), (SIDE, SIDE), borderValue=255)
    return Image.fromarray(placed).convert("RGB")


def strokes(rng: Rng) -> Image.Image:
    """A few lines, curves, wandering paths or arcs."""
    picture, pen = _canvas(), int(rng.integers(4, 16))
    for _ in range(rng.geometric(0.4)):
        path = rng.uniform(100, 220, 2) + rng.uniform(40, 140) * _path(rng)
        _draw(picture, path, pen)
    return picture


def composition(rng: Rng) -> Image.Image:
    """Circles, boxes, polygons and lines, often within a large one and often symmetric."""
    picture, pen = _canvas(), int(rng.integers(5, 14))
    symmetric, framed = rng.random() < 0.5, rng.random() < 0.6
    if framed:
        center = CENTER + rng.normal(0, 10, 2)
        _place(picture, center + rng.uniform(80, 135) * _shape(rng), pen, rng)
    for _ in range(rng.integers(0 if framed else 2, 7)):
        path = rng.uniform(60, 260, 2) + rng.uniform(6, 60) * _shape(rng)
        _place(picture, path, pen, rng)
        if symmetric:
            _place(picture, (SIDE, 0) + path * (-1, 1), pen, rng)
    return picture


def star(rng: Rng) -> Image.Image:
    """Stars, wheels and flowers."""
    picture, pen = _canvas(), int(rng.integers(4, 14))
    repeats, points = int(rng.integers(3, 16)), int(rng.integers(1, 6))
    radius = rng.uniform(90, 140)
    lengths = np.resize(rng.uniform(0.2, 1, points), repeats * points + 1)
    path = CENTER + radius * lengths[:, np.newaxis] * _circle(repeats * points, rng.uniform(0, 6))
    _draw(picture, _curve(path, 6) if rng.random() < 0.5 else path, pen)
    if rng.random() < 0.5:
        _place(picture, CENTER + radius * rng.uniform(0.2, 0.6) * _shape(rng), pen, rng)
    return picture


def dots(rng: Rng) -> Image.Image:
    """Black spots of about the same size, two to ninety."""
    picture = _canvas()
    canvas = ImageDraw.Draw(picture)
    count = int(2 ** rng.uniform(1, 6.5))
    size = rng.uniform(9, 180) / np.sqrt(count)
    for x, y in rng.uniform(30, 290, (count, 2)):
        width, height = size * rng.uniform(0.5, 1.5, 2)
        spot = canvas.ellipse if rng.random() < 0.8 else canvas.rectangle
        spot((x - width, y - height, x + width, y + height), fill="black")
    return picture


def texture(rng: Rng) -> Image.Image:
    """Coarse or fine noise, in grays or in two tones, or rough like a landscape."""
    noise = _noise(rng, int(rng.integers(3, 100)))
    if rng.random() < 0.5:
        noise = rng.random() * noise + _noise(rng, int(rng.integers(3, 30)))
    if rng.random() < 0.3:
        noise = np.sum([_noise(rng, 2**octave) / 1.6**octave for octave in range(1, 8)], axis=0)
    tones = np.clip(128 + 50 * rng.uniform(0.4, 2) * noise, 0, 255)
    if rng.random() < 0.5:
        tones = np.where(noise > rng.uniform(0, 1.2), rng.choice([0, 90]), 255)
    return Image.fromarray(tones.astype(np.uint8)).convert("RGB")


KINDS: dict[Callable[[Rng], Image.Image], float] = {
    letters: 0.2,
    strokes: 0.27,
    composition: 0.27,
    star: 0.1,
    dots: 0.06,
    texture: 0.1,
}
"""The kinds of pictures and how often each is drawn."""


def draw_any(rng: Rng) -> Image.Image:
    kinds = list(KINDS)
    return kinds[rng.choice(len(kinds), p=list(KINDS.values()))](rng)


def _canvas() -> Image.Image:
    return Image.new("RGB", (SIDE, SIDE), "white")


def _draw(picture: Image.Image, path: np.ndarray, pen: int) -> None:
    canvas = ImageDraw.Draw(picture)
    points = [(float(x), float(y)) for x, y in path]
    canvas.line(points, fill="black", width=pen, joint="curve")
    for x, y in points:
        canvas.ellipse((x - pen / 2, y - pen / 2, x + pen / 2, y + pen / 2), fill="black")


def _place(picture: Image.Image, path: np.ndarray, pen: int, rng: Rng) -> None:
    """Draws a shape; one in eight is filled."""
    if rng.random() < 0.12 and len(path) > 2:
        ImageDraw.Draw(picture).polygon([(float(x), float(y)) for x, y in path], fill="black")
    _draw(picture, path, pen)


def _path(rng: Rng) -> np.ndarray:
    """Points (n, 2), about in -1..1."""
    kind = rng.integers(0, 4)
    if kind == 0:
        path = rng.uniform(-1, 1, (rng.integers(2, 9), 2))
    elif kind == 1:
        path = _curve(rng.uniform(-1, 1, (rng.integers(2, 9), 2)), 10)
    elif kind == 2:
        bends = rng.normal(rng.normal(0, 0.3), rng.uniform(0.1, 0.8), rng.integers(10, 60))
        angles = rng.uniform(0, TURN) + bends.cumsum()
        path = np.column_stack([np.cos(angles), np.sin(angles)]).cumsum(axis=0)
        path -= path.mean(axis=0)
        path /= np.abs(path).max()
    else:
        share = rng.uniform(0.25, 1) if rng.random() < 0.5 else 1
        path = _circle(40, rng.uniform(0, 6), share) * (1, rng.uniform(0.4, 1))
    return np.concatenate([path, path[:1]]) if rng.random() < 0.3 else path


def _shape(rng: Rng) -> np.ndarray:
    """An ellipse, a box, a regular polygon, a line or an arc: points (n, 2) in -1..1."""
    kind = rng.integers(0, 6)
    if kind < 2:
        return _circle(40, 0) * (1, rng.uniform(0.5, 1))
    if kind == 2:
        box = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1)])
        return box * rng.uniform(0.4, 1, 2)
    if kind == 3:
        return _circle(int(rng.integers(3, 8)), rng.uniform(0, 6))
    if kind == 4:
        return rng.uniform(-1, 1, (2, 2))
    return _circle(20, rng.choice([0, np.pi, rng.uniform(0, 6)]), 0.5) * (1, rng.uniform(0.3, 1))


def _circle(steps: int, start: float, share: float = 1) -> np.ndarray:
    """Points (steps + 1, 2) on the unit circle, or on a share of it."""
    angles = start + np.linspace(0, share * TURN, steps + 1)
    return np.column_stack([np.cos(angles), np.sin(angles)])


def _curve(points: np.ndarray, steps: int) -> np.ndarray:
    """A Catmull-Rom curve through points (n, 2)."""
    padded = np.concatenate([points[:1], points, points[-1:]])
    t = np.linspace(0, 1, steps)[:, np.newaxis]
    pieces = [
        p1
        + 0.5
        * (
            (p2 - p0) * t
            + (2 * p0 - 5 * p1 + 4 * p2 - p3) * t**2
            + (3 * (p1 - p2) + p3 - p0) * t**3
        )
        for p0, p1, p2, p3 in zip(padded, padded[1:], padded[2:], padded[3:], strict=False)
    ]
    return np.concatenate(pieces)


def _noise(rng: Rng, cells: int) -> np.ndarray:
    """Float32 (320, 320): a grid of normal values, interpolated or as squares."""
    grid = rng.normal(0, 1, (cells, cells)).astype(np.float32)
    method = cv2.INTER_CUBIC if rng.random() < 0.6 else cv2.INTER_NEAREST
    return cv2.resize(grid, (SIDE, SIDE), interpolation=method)
