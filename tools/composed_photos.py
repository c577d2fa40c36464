"""Photos composed from images of the dataset: garments on a ground, on a hanger, or worn.

Nothing else is known of them than Fashion-MNIST: ground, cloth, light and people are drawn. What is
the garment is known to the pixel, so that they teach which of several cut-outs is a good one.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from cnn.data.labels import CLASS_NAMES, IMAGE_SIDE
from tools.surroundings import body, color, ground, hanger, noise, stripes

SIDE = 140
"""Longest side of a garment, in pixels, at most; half the size at which photos are prepared."""

VISIBLE = 0.04
"""Pixels of the dataset above this value, in 0..1, belong to the garment."""

MIN_PIXELS, MIN_SIDE = 20, 24
MIN_SHARE = 0.03
"""Share of a photo that its garment covers at least."""

WORN, HUNG, SHADOWED, PAIRED = 0.35, 0.25, 0.6, 0.45
"""Shares of the photos; of hangers, only for what hangs on them, of pairs, only of footwear."""

FOOTWEAR = ("Sandal", "Sneaker", "Ankle boot")
UPPER = ("T-shirt/top", "Pullover", "Dress", "Coat", "Shirt")


@dataclass(frozen=True)
class ComposedPhoto:
    color: np.ndarray
    """Uint8 (h, w, 3), its longest side twice SIDE."""
    mask: np.ndarray
    """Bool (h, w): what is the garment."""
    worn: bool


def compose(image: np.ndarray, label: int, rng: np.random.Generator) -> ComposedPhoto | None:
    """A photo of the garment in an image of the dataset, uint8 (28, 28); ``None`` if too little of
    it would be seen."""
    name = CLASS_NAMES[label]
    garment = image.astype(np.float32) / 255
    if np.count_nonzero(garment > VISIBLE) < MIN_PIXELS:
        return None
    if rng.random() < 0.5:
        garment = garment[:, ::-1]
    if name in FOOTWEAR and rng.random() < PAIRED:
        garment = pair(garment, rng)
    worn = bool(rng.random() < WORN)
    placed = _placed(garment, name, worn, rng)
    if placed is None:
        return None
    tones, mask = placed
    surroundings = ground(rng, mask.shape, plain=worn and rng.random() < 0.6)
    if worn:
        surroundings = body(rng, surroundings, mask, name)
    elif name in UPPER and rng.random() < HUNG:
        surroundings = hanger(rng, surroundings, mask)
    if rng.random() < SHADOWED:
        surroundings = _in_shadow(surroundings, mask, rng)
    opacity = cv2.GaussianBlur(mask.astype(np.float32), (0, 0), 0.7)[..., np.newaxis]
    photo = surroundings * (1 - opacity) + _cloth(tones, mask, rng) * opacity
    return _photographed(photo, mask, worn, rng)


def pair(garment: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Two of a shoe, float32 (28, 28) in 0..1: one behind the other, or both from above."""
    shoe = _trimmed(garment)
    two = _from_above(shoe, rng) if rng.random() < 0.5 else _one_behind_the_other(shoe, rng)
    scale = IMAGE_SIDE / max(two.shape)
    width, height = (max(1, round(side * scale)) for side in (two.shape[1], two.shape[0]))
    image = np.zeros((IMAGE_SIDE, IMAGE_SIDE), np.float32)
    top, left = (IMAGE_SIDE - height) // 2, (IMAGE_SIDE - width) // 2
    image[top : top + height, left : left + width] = cv2.resize(
        two, (width, height), interpolation=cv2.INTER_AREA
    )
    return image


def _from_above(shoe: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Each made of the side view and its mirror image, sole to sole, toes up."""
    half_width = int(rng.integers(4, 7))
    half = cv2.resize(np.rot90(shoe), (half_width, IMAGE_SIDE), interpolation=cv2.INTER_AREA)
    along = (np.arange(IMAGE_SIDE) - (IMAGE_SIDE - 1) / 2) / (IMAGE_SIDE / 2)
    inside = np.arange(half_width) < half_width * np.sqrt(1 - along[:, np.newaxis] ** 2)
    half = np.where(half > VISIBLE, half, half[half > VISIBLE].mean()) * inside
    one = np.hstack([half[:, ::-1], half]).astype(np.float32)
    gap = np.zeros((IMAGE_SIDE, int(rng.integers(1, 4))), np.float32)
    return np.hstack([one, gap, one[:, ::-1]])


def _one_behind_the_other(shoe: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    height, width = shoe.shape
    right, down = int(rng.integers(2, max(3, width // 2))), int(rng.integers(2, 8))
    two = np.zeros((height + down, width + right), np.float32)
    two[:height, right:] = shoe
    front = shoe if rng.random() < 0.7 else shoe[:, ::-1]
    place = two[down:, :width]
    place[...] = np.where(front > VISIBLE, front, place)
    return two


def _trimmed(garment: np.ndarray) -> np.ndarray:
    left, top, width, height = cv2.boundingRect((garment > VISIBLE).astype(np.uint8))
    return garment[top : top + height, left : left + width]


def _placed(
    garment: np.ndarray, name: str, worn: bool, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray] | None:
    """Enlarged, bent a little and with margins: its values float32 (h, w) and its mask."""
    shape = _trimmed(garment)
    solid = (shape > VISIBLE).astype(np.uint8)
    if name != "Sandal" and rng.random() < 0.7:
        contours, _ = cv2.findContours(solid, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
        cv2.drawContours(solid, contours, -1, 1, cv2.FILLED)
    scale = rng.uniform(0.75, 1) * SIDE / IMAGE_SIDE
    size = max(8, round(shape.shape[1] * scale)), max(8, round(shape.shape[0] * scale))
    tones = cv2.resize(shape, size, interpolation=cv2.INTER_CUBIC)
    mask = cv2.resize(solid.astype(np.float32), size, interpolation=cv2.INTER_CUBIC)
    top, bottom, left, right = _margins(max(size), worn, rng)
    height, width = size[1] + top + bottom, size[0] + left + right
    if min(height, width) < MIN_SIDE:
        return None
    rows, columns = _bent(height, width, 0.04 if worn else 0.12, rng)
    tones, mask = (
        cv2.remap(layer, columns - left, rows - top, cv2.INTER_LINEAR) for layer in (tones, mask)
    )
    found = mask > 0.5
    return (tones, found) if found.mean() > MIN_SHARE else None


def _margins(side: int, worn: bool, rng: np.random.Generator) -> list[int]:
    """Top, bottom, left and right, in pixels; negative ones cut off a part of the garment. Photos
    of what is worn are mostly cropped to it."""
    if worn:
        shares = rng.uniform(-0.02, rng.choice([0.06, 0.25]), 4)
    elif rng.random() < 0.75:
        shares = rng.uniform(0.02, 0.4, 4)
    else:
        shares = rng.uniform(-0.03, 0.05, 4)
    return [int(share * side) for share in shares]


def _bent(
    height: int, width: int, tilt: float, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Where each pixel comes from, float32 (h, w) rows and columns: turned, and bent a little."""
    rows, columns = (np.indices((height, width)) + 0.0).astype(np.float32)
    angle = rng.normal(0, tilt)
    y, x = rows - height / 2, columns - width / 2
    turned = (
        y * np.cos(angle) - x * np.sin(angle) + height / 2,
        x * np.cos(angle) + y * np.sin(angle) + width / 2,
    )
    bent = [each + 0.012 * SIDE * noise(rng, (height, width), 4) for each in turned]
    return bent[0].astype(np.float32), bent[1].astype(np.float32)


def _in_shadow(surroundings: np.ndarray, mask: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """What lies around the garment, darker where it keeps off the light."""
    shift = int(rng.integers(-6, 10)), int(rng.integers(-8, 9))
    shadow = cv2.GaussianBlur(
        np.roll(mask.astype(np.float32), shift, (0, 1)), (0, 0), rng.uniform(2, 8)
    )
    return np.asarray(surroundings * (1 - rng.uniform(0.1, 0.5) * shadow[..., np.newaxis]))


def _cloth(tones: np.ndarray, mask: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """The garment's color, float32 (h, w, 3): light where the dataset is dark, or patterned."""
    shape = mask.shape
    cloth = np.ones((*shape, 3), np.float32) * color(rng)
    if rng.random() < 0.25:
        cloth = np.where((stripes(rng, shape) > 0)[..., np.newaxis], cloth, color(rng))
    if rng.random() < 0.15:
        blots = noise(rng, shape, int(rng.integers(6, 16))) > 0.6
        cloth = np.where(blots[..., np.newaxis], color(rng), cloth)
    if rng.random() < 0.2:
        cloth = np.where(_print(mask)[..., np.newaxis], color(rng), cloth)
    light = np.clip(1 - (tones - tones[mask].mean()) * rng.uniform(0.4, 1.5), 0.1, 2)
    light *= 1 + 0.05 * noise(rng, shape, 8)
    return np.asarray(cloth * light[..., np.newaxis])


def _print(mask: np.ndarray) -> np.ndarray:
    """An oval on the chest: bool (h, w)."""
    left, top, width, height = cv2.boundingRect(mask.astype(np.uint8))
    rows, columns = np.indices(mask.shape)
    y, x = (rows - top - 0.4 * height) / 0.2, (columns - left - 0.5 * width) / 0.15
    return np.asarray(np.hypot(y, x) < SIDE)


def _photographed(
    photo: np.ndarray, mask: np.ndarray, worn: bool, rng: np.random.Generator
) -> ComposedPhoto:
    """With uneven light and the noise of a camera, at twice the size."""
    light = 1 + rng.uniform(0, 0.2) * noise(rng, mask.shape, 2)
    noisy = photo * light[..., np.newaxis] + rng.normal(0, rng.uniform(0, 0.02), photo.shape)
    pixels = (noisy.clip(0, 1) * 255).astype(np.uint8)
    scale = 2 * SIDE / max(mask.shape)
    size: Sequence[int] = [max(8, round(side * scale)) for side in (mask.shape[1], mask.shape[0])]
    return ComposedPhoto(
        cv2.resize(pixels, size, interpolation=cv2.INTER_LINEAR),
        cv2.resize(mask.astype(np.uint8), size, interpolation=cv2.INTER_NEAREST) > 0,
        worn,
    )
