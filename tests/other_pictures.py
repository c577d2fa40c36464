"""Random pictures that show no garment, drawn differently from those in ``tools``."""

import numpy as np
from PIL import Image, ImageDraw

SIDE = 320

Rng = np.random.Generator
Points = list[tuple[float, float]]


def smiley(rng: Rng) -> Image.Image:
    picture, pen = canvas(rng)
    radius = rng.uniform(90, 135)
    circle(picture, 160, 160, radius, pen)
    for eye in (-0.35, 0.35):
        circle(picture, 160 + eye * radius, 160 - 0.3 * radius, rng.uniform(6, 14), pen)
    angles = np.linspace(0.15, 0.85, 20) * np.pi
    x, y = 0.55 * radius * np.cos(angles), 0.25 * radius + 0.35 * radius * np.sin(angles)
    line(picture, points(160 + x, 160 + y), pen)
    return picture


def stick_figure(rng: Rng) -> Image.Image:
    picture, pen = canvas(rng)
    circle(picture, 160, 70, rng.uniform(24, 36), pen)
    hip, hand, foot = rng.uniform(185, 210), rng.uniform(90, 170), rng.uniform(30, 70)
    line(picture, [(160, 100), (160, hip)], pen)
    line(picture, [(90, hand), (160, 125), (230, hand)], pen)
    line(picture, [(160 - foot, 290), (160, hip), (160 + foot, 290)], pen)
    return picture


def spiral(rng: Rng) -> Image.Image:
    picture, pen = canvas(rng)
    angles = np.linspace(0, rng.uniform(2, 5) * 2 * np.pi, 300)
    radii = np.linspace(0, rng.uniform(90, 140), 300)
    line(picture, points(160 + radii * np.cos(angles), 160 + radii * np.sin(angles)), pen)
    return picture


def zigzag(rng: Rng) -> Image.Image:
    picture, pen = canvas(rng)
    corners = int(rng.integers(6, 14))
    y = 160 + rng.uniform(40, 120, corners) * np.resize([1, -1], corners)
    line(picture, points(np.linspace(30, 290, corners), y), pen)
    return picture


def blots(rng: Rng) -> Image.Image:
    picture, _ = canvas(rng)
    for x, y in rng.uniform(30, 290, (rng.integers(5, 40), 2)):
        circle(picture, x, y, rng.uniform(2, 8), pen=8)
    return picture


def noise(rng: Rng) -> Image.Image:
    values = rng.integers(0, 256, (SIDE, SIDE, 3), dtype=np.uint8)
    return Image.fromarray(values)


KINDS = (smiley, stick_figure, spiral, zigzag, blots, noise)


def canvas(rng: Rng) -> tuple[Image.Image, int]:
    """An empty canvas and the width of a pen."""
    return Image.new("RGB", (SIDE, SIDE), "white"), int(rng.integers(6, 13))


def circle(picture: Image.Image, x: float, y: float, radius: float, pen: int) -> None:
    box = (x - radius, y - radius, x + radius, y + radius)
    ImageDraw.Draw(picture).ellipse(box, outline="black", width=pen)


def line(picture: Image.Image, path: Points, pen: int) -> None:
    ImageDraw.Draw(picture).line(path, fill="black", width=pen, joint="curve")


def points(x: np.ndarray, y: np.ndarray) -> Points:
    return list(zip(x.tolist(), y.tolist(), strict=True))
