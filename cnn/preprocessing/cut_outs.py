"""Several ways to cut a garment out of one photo.

One way is one chance: a person, a shadow or a bedspread leads each of them astray in its own way.
So a photo is cut out in all of them, and ``cnn.nn.judge`` chooses afterwards.
"""

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache, cached_property, partial

import cv2
import numpy as np

from cnn.preprocessing.background import Background
from cnn.preprocessing.grabcut import (
    by_border,
    by_center,
    distance,
    grabcut,
    in_lab,
    largest_components,
    main_colors,
)
from cnn.preprocessing.outline import fill_holes
from cnn.preprocessing.segmentation import MIN_AREA, segment_garment

INSET = 0.08
"""Share of each side that the inner part leaves out: around a garment that is worn, the border of a
picture is a person."""

SKIN_LOW, SKIN_HIGH = (50, 135, 85), (255, 173, 128)
"""The range of skin in Y, Cr and Cb, 0..255, after Chai and Ngan (1999)."""

MIN_SKIN = 0.01
"""Share of a picture that is skin if anybody is in it."""

CLOTH_COLORS = 6
"""Number of colors into which a garment and what was cut out with it are divided."""

CLOTH_SIDE = 112
"""Longest side, in pixels, at which that is done."""

MIDDLE_HEIGHT, MIDDLE_WIDTH = 0.55, 0.35
"""Radii of the ellipse that counts as the middle of a garment, relative to those of its bounding
box: sleeves and legs hang beside each other."""

NEAR = 1.2
"""Radii of what is near the middle, relative to those of the middle."""

MIN_SHARE, MIN_INSIDE = 0.08, 0.25
"""A color is the garment's if it makes up this share of the middle, and has this share of its own
pixels in or near the middle."""

THREADS = 3
"""As many ways as take long."""

Part = tuple[slice, slice]
"""Rows and columns."""


@dataclass(frozen=True)
class CutOut:
    title: str
    part: Part
    """What is kept of the photo."""
    mask: np.ndarray
    """Bool (h, w), of that part."""
    plausible: bool


def cut_outs(color: np.ndarray, background: Background | None) -> Iterator[CutOut]:
    """The garment in a photo, uint8 (h, w, 3), cut out in every way that finds something.

    ``background`` is the result of ``find_background``. The first is what ``segment_garment``
    finds, plausible or not.
    """
    photo, inner = _Photo(color, background), _inner(color)
    found, plausible = photo.found
    yield CutOut("Usual way", _all_of(color), found, plausible)
    ways: Mapping[str, tuple[Part, Callable[[], np.ndarray]]] = {
        "Unlike the border": (_all_of(color), lambda: photo.cut(by_border)),
        "Like the middle": (_all_of(color), lambda: photo.cut(by_center)),
        "Inner part": (inner, lambda: grabcut(color[inner], by_center)),
        "Colors of the middle": (_all_of(color), photo.colors_of_the_middle),
        "Without skin": (_all_of(color), photo.without_skin),
        "All of the inner part": (inner, lambda: np.ones(color[inner].shape[:2], bool)),
    }
    # OpenCV leaves the interpreter to other threads meanwhile.
    with ThreadPoolExecutor(THREADS) as threads:
        masks = threads.map(lambda way: way[1](), ways.values())
        for (title, (part, _)), mask in zip(ways.items(), masks, strict=True):
            if mask.mean() > MIN_AREA:
                yield CutOut(title, part, mask, True)


class _Photo:
    """What more than one way needs of a photo."""

    def __init__(self, color: np.ndarray, background: Background | None) -> None:
        self._color = color
        self._background = background
        self.cut = cache(partial(grabcut, color))

    @cached_property
    def found(self) -> tuple[np.ndarray, bool]:
        return segment_garment(self._color, self._background, self.cut)

    @property
    def _best(self) -> np.ndarray:
        found, plausible = self.found
        return found if plausible else self.cut(by_center)

    def without_skin(self) -> np.ndarray:
        """Nothing if nobody is in the picture."""
        skin = find_skin(self._color)
        if skin.mean() < MIN_SKIN:
            return np.zeros_like(skin)
        rest: np.ndarray = largest_components(self._best & ~skin)
        return rest

    def colors_of_the_middle(self) -> np.ndarray:
        """Of what has been found, what has the colors of its middle."""
        height, width = self._color.shape[:2]
        scale = CLOTH_SIDE / max(height, width)
        size = max(1, round(width * scale)), max(1, round(height * scale))
        small = cv2.resize(self._color, size, interpolation=cv2.INTER_AREA)
        mask = _resized(self._best, size)
        cloth: np.ndarray = _resized(_of_the_middle(small, mask), (width, height)) & self._best
        return cloth


def find_skin(color: np.ndarray) -> np.ndarray:
    """Where a photo, uint8 (h, w, 3), has the color of skin: bool (h, w)."""
    skin = cv2.inRange(cv2.cvtColor(color, cv2.COLOR_RGB2YCrCb), SKIN_LOW, SKIN_HIGH)
    opened: np.ndarray = cv2.morphologyEx(skin, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8)) > 0
    return opened


def _of_the_middle(color: np.ndarray, mask: np.ndarray) -> np.ndarray:
    radius = _radius(mask)
    middle, near = mask & (radius < 1), mask & (radius < NEAR)
    if not middle.any():
        return np.zeros_like(mask)
    lab = in_lab(color)
    colors = main_colors(lab[mask], CLOTH_COLORS)
    nearest = np.argmin([distance(lab, each[np.newaxis]) for each in colors], axis=0)
    kept = np.zeros_like(mask)
    for number in range(len(colors)):
        region = mask & (nearest == number)
        share = (region & middle).sum() / middle.sum()
        inside = (region & near).sum() / max(1, region.sum())
        if share > MIN_SHARE and inside > MIN_INSIDE:
            kept |= region
    smooth = cv2.morphologyEx(kept.astype(np.uint8), cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    closed = cv2.morphologyEx(smooth, cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8)) > 0
    cloth: np.ndarray = fill_holes(largest_components(closed)) & mask
    return cloth


def _radius(mask: np.ndarray) -> np.ndarray:
    """The distance of each pixel to the center of a mask, 1 at the edge of its middle: (h, w)."""
    left, top, width, height = cv2.boundingRect(mask.astype(np.uint8))
    rows, columns = np.indices(mask.shape)
    y = (rows + 0.5 - top) / max(1, height) * 2 - 1
    x = (columns + 0.5 - left) / max(1, width) * 2 - 1
    return np.asarray(np.hypot(y / MIDDLE_HEIGHT, x / MIDDLE_WIDTH))


def _all_of(color: np.ndarray) -> Part:
    return slice(0, color.shape[0]), slice(0, color.shape[1])


def _inner(color: np.ndarray) -> Part:
    height, width = color.shape[:2]
    rows, columns = round(INSET * height), round(INSET * width)
    return slice(rows, height - rows), slice(columns, width - columns)


def _resized(mask: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    small = cv2.resize(mask.astype(np.float32), size, interpolation=cv2.INTER_LINEAR)
    return np.asarray(small > 0.5)
