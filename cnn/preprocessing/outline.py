"""Drawings: tell them from photos, close their outlines, find what they enclose."""

import cv2
import numpy as np

Point = tuple[int, int]
Pair = tuple[Point, Point]

INK = 0.25
"""How far from the paper, on a scale of 0..1, a pixel counts as drawn."""

EVEN = 12
"""Levels of 255 within which paper is even, and around which a pen's tone varies."""

MOST_SHADING = 0.1
"""A photographed garment has more soft transitions than this share of its area."""

PEN = 0.04
"""Half a pen's width is at most this share of the drawing's longest side."""

THINNING_SIDE = 72
"""Longest side at which loose ends are looked for: a pen's line is a few pixels wide."""

SHORT_GAP = 0.15
"""Gaps up to this share of the longest side are bridged wherever they enclose something."""

WORTHWHILE = 3.0
"""A bridge must enclose so many times its own length, in thinned pixels."""

MOST_PAIRS = 45
"""So many bridges are tried, the shortest ones: a scribble has no end of loose ends."""

CLOSED = 0.35
"""An outline is closed when it encloses this share of what its convex hull leaves empty."""


def find_ink(color: np.ndarray) -> np.ndarray | None:
    """How strongly each pixel is drawn, float32 (h, w) in 0..1, or ``None`` for a photo.

    A drawing has pens of flat tones on an even ground, or thin dark lines on paper in
    whatever light. ``color`` is uint8 (h, w, 3).
    """
    ground = ground_color(color)
    if ground is None:
        return _lines_on_lit_paper(color)
    ink = distance(color, ground)
    drawn = ink > INK * max(float(ink.max()), INK)
    if not drawn.any() or _shading(color, drawn) < MOST_SHADING:
        return ink
    one_pen = (ink[drawn] > 0.7 * ink.max()).mean() > 0.8
    return ink if one_pen and is_outline(drawn) else None


def ground_color(color: np.ndarray) -> np.ndarray | None:
    """The color around the edge, float32 (3,), or ``None`` where it is not even."""
    border = np.concatenate([color[0], color[-1], color[:, 0], color[:, -1]])
    ground = np.median(border, axis=0)
    even = np.abs(border - ground).max(axis=1) < EVEN
    return ground.astype(np.float32) if even.mean() > 0.9 else None


def distance(color: np.ndarray, ground: np.ndarray) -> np.ndarray:
    """How far each pixel lies from a color, float32 (h, w) in 0..1."""
    # By channel: NumPy is slow at reducing the last axis of a picture.
    red, green, blue = (
        np.abs(channel - tone) for channel, tone in zip(cv2.split(color), ground, strict=True)
    )
    return np.maximum(np.maximum(red, green), blue) / np.float32(255)


def is_outline(drawn: np.ndarray) -> bool:
    """Whether what is drawn, bool (h, w), is thin lines rather than areas."""
    depth = cv2.distanceTransform(np.pad(drawn, 1).astype(np.uint8), cv2.DIST_L2, 3)
    rows, columns = np.nonzero(drawn)
    longest = max(np.ptp(rows), np.ptp(columns)) + 1
    return bool((depth > PEN * longest).sum() < 0.1 * drawn.sum())


def close_outline(drawn: np.ndarray) -> tuple[np.ndarray, bool]:
    """The lines with their loose ends joined, bool (h, w), and whether they enclose a garment.

    Narrow gaps close first. Then loose ends are joined by straight lines: short ones wherever
    they enclose something, longer ones only until the outline is closed.
    """
    height, width = drawn.shape
    scale = THINNING_SIDE / max(height, width)
    size = max(3, round(width * scale)), max(3, round(height * scale))
    # Thinned pixels are coarse: close at full size the gaps that they would not show.
    drawn = _bridge_narrow_gaps(drawn.astype(np.uint8), round(1.5 / scale) | 1) > 0
    drawn_wide = drawn.astype(np.uint8) * 255
    depth = cv2.distanceTransform(np.pad(drawn_wide, 1), cv2.DIST_L2, 3)
    if np.percentile(depth[depth > 0], 90) < 0.5 / scale:
        # A hair of a pen would vanish in them, too: make it three pixels wide.
        drawn_wide = np.asarray(cv2.dilate(drawn_wide, np.ones((3, 3), np.uint8)), np.uint8)
    small = cv2.resize(drawn_wide, size, interpolation=cv2.INTER_AREA) > 90
    lines = small.astype(np.uint8)
    needed = small.sum() + CLOSED * max(_hull_area(small) - small.sum(), 0)
    for reach in (3, 5):
        if _enclosed_area(lines) > needed:
            break
        lines = _bridge_narrow_gaps(lines, reach)
    ends = loose_ends(lines > 0)
    pairs = [(a, b) for index, a in enumerate(ends) for b in ends[index + 1 :]]
    pairs = sorted(pairs, key=_length)[:MOST_PAIRS]
    short = [pair for pair in pairs if _length(pair) < SHORT_GAP * THINNING_SIDE]
    for pair in short:
        lines = _best_bridge(lines, [pair])
    while _enclosed_area(lines) <= needed:
        before, lines = lines, _best_bridge(lines, pairs)
        if lines is before:
            break
    # As wide as a pen, so that they meet the lines again at full size.
    added = cv2.dilate(lines - small, np.ones((3, 3), np.uint8))
    bridges = cv2.resize(added, (width, height), interpolation=cv2.INTER_NEAREST)
    return drawn | (bridges > 0), bool(_enclosed_area(lines) > needed)


def enclosed(drawn: np.ndarray) -> np.ndarray:
    """What a flood from outside the picture does not reach, lines included: bool (h, w)."""
    flooded = np.pad(drawn.astype(np.uint8), 1)
    cv2.floodFill(flooded, None, (0, 0), 2)
    return flooded[1:-1, 1:-1] != 2


def _enclosed_area(lines: np.ndarray) -> int:
    flooded = np.pad(lines, 1)
    outside, *_ = cv2.floodFill(flooded, None, (0, 0), 2)
    return flooded.size - outside


def thin(drawn: np.ndarray) -> np.ndarray:
    """The middle of each line, one pixel wide, bool (h, w). Zhang and Suen, 1984."""
    image = np.pad(drawn, 1)
    while True:
        before = image.sum()
        for first in (True, False):
            ring = _neighbors(image)
            north, east, south, west = ring[::2]
            count = sum(each.view(np.uint8) for each in ring)
            turns = sum((ring[i - 1] < ring[i]).view(np.uint8) for i in range(8))
            if first:
                keeps = ~(north & east & south) & ~(east & south & west)
            else:
                keeps = ~(north & east & west) & ~(north & south & west)
            inner = image[1:-1, 1:-1]
            inner &= ~((count >= 2) & (count <= 6) & (turns == 1) & keeps)
        if image.sum() == before:
            return image[1:-1, 1:-1]


def loose_ends(drawn: np.ndarray) -> list[Point]:
    """Where lines end without meeting another, as (x, y)."""
    image = np.pad(thin(drawn), 1)
    count = sum(each.view(np.uint8) for each in _neighbors(image))
    rows, columns = np.nonzero(image[1:-1, 1:-1] & (count <= 1))
    return [(int(x), int(y)) for x, y in zip(columns, rows, strict=True)]


def _neighbors(image: np.ndarray) -> tuple[np.ndarray, ...]:
    """The eight neighbors of each inner pixel, clockwise from north, as views."""
    places = ((0, 1), (0, 2), (1, 2), (2, 2), (2, 1), (2, 0), (1, 0), (0, 0))
    height, width = image.shape[0] - 2, image.shape[1] - 2
    return tuple(image[y : y + height, x : x + width] for y, x in places)


def _bridge_narrow_gaps(lines: np.ndarray, reach: int) -> np.ndarray:
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (reach, reach))
    padded = np.pad(lines, reach)
    return cv2.morphologyEx(padded, cv2.MORPH_CLOSE, kernel)[reach:-reach, reach:-reach]


def _best_bridge(lines: np.ndarray, pairs: list[Pair]) -> np.ndarray:
    """``lines`` with the bridge that encloses most for its length, if any encloses enough."""
    area = _enclosed_area(lines)
    best, most = lines, WORTHWHILE
    for pair in pairs:
        bridged = cv2.line(lines.copy(), *pair, 1, 1)
        gain = (_enclosed_area(bridged) - area) / (_length(pair) + 1)
        if gain > most:
            best, most = bridged, gain
    return best


def _length(pair: Pair) -> float:
    (x, y), (other_x, other_y) = pair
    return float(np.hypot(x - other_x, y - other_y))


def _hull_area(drawn: np.ndarray) -> float:
    points = np.argwhere(drawn)[:, ::-1].astype(np.int32)
    return float(cv2.contourArea(cv2.convexHull(points)))


def _shading(color: np.ndarray, drawn: np.ndarray) -> float:
    """Soft transitions, steeper than even and flatter than a pen's edge, by drawn area."""
    gray = cv2.cvtColor(color, cv2.COLOR_RGB2GRAY)
    slope = cv2.morphologyEx(gray, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8))
    near_edges = cv2.dilate((slope > 80).astype(np.uint8), np.ones((5, 5), np.uint8)) > 0
    return float(((slope > 2) & ~near_edges).sum() / drawn.sum())


def _lines_on_lit_paper(color: np.ndarray) -> np.ndarray | None:
    """The ink of dark lines on a sheet with shadows, or ``None`` if it is no such thing.

    The paper behind the lines is what a gray closing leaves; it must be smooth and bright.
    """
    red, green, blue = cv2.split(color)
    gray = np.minimum(np.minimum(red, green), blue)  # a pen is dark in some channel
    side = max(gray.shape) // 8 | 1
    paper = cv2.morphologyEx(gray, cv2.MORPH_CLOSE, np.ones((side, side), np.uint8))
    paper = cv2.blur(paper, (side, side))
    if paper.min() < 90 or paper.min() < 0.5 * paper.max():
        return None
    ink = np.clip(1 - gray / paper.astype(np.float32), 0, 1)
    ink[ink < INK / 2] = 0
    drawn = ink > INK
    around = cv2.morphologyEx(drawn.astype(np.uint8), cv2.MORPH_DILATE, np.ones((7, 7), np.uint8))
    blotchy = ((ink > 0) & (around == 0)).mean() > 0.02
    if not drawn.any() or blotchy or drawn.mean() > 0.3 or not is_outline(around > 0):
        return None
    return ink.astype(np.float32)
