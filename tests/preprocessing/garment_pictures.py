"""Pictures of a T-shirt: drawn, photographed and cut out."""

import numpy as np
from PIL import Image, ImageDraw, ImageOps

from cnn.preprocessing.prepare import resize_and_center

Points = list[tuple[int, int]]

T_SHIRT: Points = [
    (60, 60), (110, 50), (140, 70), (170, 50), (220, 60), (260, 120), (220, 140), (205, 110),
    (205, 240), (75, 240), (75, 110), (60, 140), (20, 120),
]  # fmt: skip

OPEN_HEM: Points = T_SHIRT[9:] + T_SHIRT[:9]
"""From the left end of the hem round to its right end."""


def canvas(color: str = "white") -> Image.Image:
    return Image.new("RGB", (280, 280), color)


def outlined(
    points: Points = T_SHIRT,
    pen: str = "black",
    background: str = "white",
    width: int = 8,
    closed: bool = True,
) -> Image.Image:
    picture = canvas(background)
    ends = [*points, points[0]] if closed else points
    ImageDraw.Draw(picture).line(ends, fill=pen, width=width, joint="curve")
    return picture


def photographed(background: np.ndarray, noise: float = 6) -> Image.Image:
    """A blue T-shirt with folds on a background (280, 280, 3), with the noise of a camera."""
    rng = np.random.default_rng(1)
    mask = canvas("black")
    ImageDraw.Draw(mask).polygon(T_SHIRT, fill="white")
    inside = np.asarray(mask.convert("L"))[..., np.newaxis] > 0
    folds = 20 * np.sin(np.arange(280) / 9)[np.newaxis, :, np.newaxis]
    color = np.where(inside, np.array((60, 60, 160)) + folds, background)
    color = color + rng.normal(0, noise, color.shape)
    return Image.fromarray(color.clip(0, 255).astype(np.uint8))


def bedspread() -> np.ndarray:
    """Stripes in two colors, brighter on the left."""
    stripes = (np.arange(280) // 20 % 2)[:, np.newaxis, np.newaxis]
    light = np.linspace(1, 0.7, 280)[np.newaxis, :, np.newaxis]
    return np.where(stripes, [200, 80, 90], [225, 190, 150]) * light


def inside_t_shirt() -> np.ndarray:
    mask = canvas("black")
    ImageDraw.Draw(mask).polygon(T_SHIRT, fill="white")
    trimmed = np.asarray(mask.convert("L"))[50:241, 20:261] / np.float32(255)
    return np.asarray(resize_and_center(trimmed) > 0.5)


def on_transparent(color: tuple[int, int, int], lines: Image.Image) -> Image.Image:
    """What is black in ``lines`` in a color, the rest transparent."""
    picture = Image.new("RGB", lines.size, color)
    picture.putalpha(ImageOps.invert(lines.convert("L")))
    return picture


def filled(points: Points = T_SHIRT) -> Image.Image:
    picture = canvas()
    ImageDraw.Draw(picture).polygon(points, fill="black")
    return picture
