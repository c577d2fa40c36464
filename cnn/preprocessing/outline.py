"""Drawings: tell them from photos, close their outlines and fill them."""

import itertools
import math

import cv2
import numpy as np

from cnn.preprocessing.background import Background, distance_to_color

Point = tuple[int, int]
Bridge = tuple[Point, Point]

INK_THRESHOLD = 0.25
"""Ink above which a pixel counts as drawn."""

MAX_SHADING = 0.1
"""Soft transitions per drawn pixel; a photographed garment has more."""

MAX_PEN_RADIUS = 0.04
"""Half the width of a pen's line, as a share of the drawing's longest side."""

SKELETON_SIDE = 72
"""Longest side, in pixels, of the image whose skeleton is searched for end points."""

SHORT_GAP = 0.15
"""Gaps up to this share of the longest side are bridged wherever that encloses an area."""

MIN_GAIN = 3.0
"""Smallest area that a bridge must enclose per pixel of its length."""

MAX_BRIDGES = 45
"""Number of bridges to try, shortest first. A scribble has hundreds of pairs of end points."""

MIN_ENCLOSED = 0.35
"""A closed outline encloses at least this share of the empty area in its convex hull."""


def find_ink(color: np.ndarray, background: Background | None) -> np.ndarray | None:
    """The ink of a drawing, float32 (h, w) in 0..1, or ``None`` if the picture is a photo.

    A drawing has either flat tones on a plain background, or thin dark lines on paper under
    any light. ``color`` is uint8 (h, w, 3), ``background`` the result of ``find_background``.
    """
    if background is None:
        return _find_lines_on_paper(color)
    ink = distance_to_color(color, background.color)
    drawn = ink > INK_THRESHOLD * max(float(ink.max()), INK_THRESHOLD)
    if not drawn.any() or _shading(color, drawn) < MAX_SHADING:
        return ink
    return ink if is_pen_drawing(ink) else None


def is_pen_drawing(ink: np.ndarray) -> bool:
    """Whether the ink, float32 (h, w) in 0..1, forms thin lines of one pen."""
    drawn = ink > INK_THRESHOLD * max(float(ink.max()), INK_THRESHOLD)
    one_pen = (ink[drawn] > 0.7 * ink.max()).sum() > 0.8 * drawn.sum()
    return bool(one_pen and is_outline(drawn))


def is_outline(drawn: np.ndarray) -> bool:
    """Whether the drawn pixels, bool (h, w), form thin lines rather than filled areas."""
    depth = cv2.distanceTransform(np.pad(drawn, 1).astype(np.uint8), cv2.DIST_L2, 3)
    rows, columns = np.nonzero(drawn)
    longest = max(np.ptp(rows), np.ptp(columns)) + 1
    return bool((depth > MAX_PEN_RADIUS * longest).sum() < 0.1 * drawn.sum())


def fill_holes(lines: np.ndarray) -> np.ndarray:
    """The lines and everything they enclose, bool (h, w), from bool or uint8 (h, w)."""
    # With SciPy's binary_fill_holes a scribble takes 30 ms to prepare, not 10.
    flooded = np.pad(lines.astype(np.uint8), 1)
    cv2.floodFill(flooded, None, (0, 0), 2)
    filled: np.ndarray = flooded[1:-1, 1:-1] != 2
    return filled


def close_outline(lines: np.ndarray) -> tuple[np.ndarray, bool]:
    """The lines, bool (h, w), with their gaps bridged, and whether they now form a closed outline.

    Narrow gaps are closed first. Then end points are joined by straight bridges: by short ones
    wherever these enclose an area, by longer ones only until the outline is closed.
    """
    height, width = lines.shape
    scale = SKELETON_SIDE / max(height, width)
    # Gaps too narrow to be seen at the smaller size are closed at full size.
    lines = _close(lines.astype(np.uint8), round(1.5 / scale) | 1)
    small = _shrink_lines(lines, scale)
    bridged, closed = _bridge_gaps(small)
    # As wide as a pen, so that the bridges meet the lines again at full size.
    bridges = cv2.dilate(bridged - small, np.ones((3, 3), np.uint8))
    bridges = cv2.resize(bridges, (width, height), interpolation=cv2.INTER_NEAREST)
    return (lines | bridges) > 0, closed


def end_points(lines: np.ndarray) -> list[Point]:
    """The ends of the lines, bool or uint8 (h, w), as (x, y)."""
    # Takes 0.4 seconds to import, and only outlines need it.
    from skimage.morphology import skeletonize

    skeleton = skeletonize(lines > 0)
    # Counts each pixel and its neighbors: an end has one neighbor, a dot none.
    count = cv2.boxFilter(
        skeleton.astype(np.uint8), -1, (3, 3), normalize=False, borderType=cv2.BORDER_CONSTANT
    )
    rows, columns = np.nonzero(skeleton & (count <= 2))
    return [(int(x), int(y)) for x, y in zip(columns, rows, strict=True)]


def _shrink_lines(lines: np.ndarray, scale: float) -> np.ndarray:
    """The lines at a smaller scale, both uint8 (h, w) in 0..1."""
    depth = cv2.distanceTransform(np.pad(lines, 1), cv2.DIST_L2, 3)
    if np.percentile(depth[depth > 0], 90) < 0.5 / scale:
        # A hairline would vanish: make it three pixels wide.
        lines = cv2.dilate(lines, np.ones((3, 3), np.uint8)).astype(np.uint8)
    height, width = lines.shape
    size = max(3, round(width * scale)), max(3, round(height * scale))
    small = cv2.resize(lines * 255, size, interpolation=cv2.INTER_AREA)
    return (small > 90).astype(np.uint8)


def _bridge_gaps(lines: np.ndarray) -> tuple[np.ndarray, bool]:
    """The lines, uint8 (h, w) in 0..1, with their bridges, and whether they are closed."""
    drawn_area = int(lines.sum())
    needed = drawn_area + MIN_ENCLOSED * max(_convex_hull_area(lines) - drawn_area, 0)
    if _filled_area(lines) <= needed:
        lines = _close(lines, 5)
    ends = end_points(lines)
    bridges = sorted(itertools.combinations(ends, 2), key=_length)[:MAX_BRIDGES]
    for bridge in bridges:
        if _length(bridge) < SHORT_GAP * SKELETON_SIDE:
            lines = _add_best(lines, [[bridge]])
    # One bridge alone encloses nothing where an outline has several gaps.
    candidates = [[bridge] for bridge in bridges] + [_pair_nearest(bridges)]
    while _filled_area(lines) <= needed:
        before, lines = lines, _add_best(lines, candidates)
        if lines is before:
            return lines, False
    return lines, True


def _pair_nearest(bridges: list[Bridge]) -> list[Bridge]:
    """The bridges, given shortest first, that join each end point only once."""
    joined: set[Point] = set()
    pairs = []
    for bridge in bridges:
        if joined.isdisjoint(bridge):
            joined.update(bridge)
            pairs.append(bridge)
    return pairs


def _add_best(lines: np.ndarray, candidates: list[list[Bridge]]) -> np.ndarray:
    """``lines`` with the bridges that enclose most for their length, if any enclose enough."""
    area = _filled_area(lines)
    best, best_gain = lines, MIN_GAIN
    for bridges in candidates:
        bridged = lines.copy()
        for start, end in bridges:
            cv2.line(bridged, start, end, 1)
        gain = (_filled_area(bridged) - area) / (sum(map(_length, bridges)) + 1)
        if gain > best_gain:
            best, best_gain = bridged, gain
    return best


def _length(bridge: Bridge) -> float:
    return math.dist(*bridge)


def _filled_area(lines: np.ndarray) -> int:
    return int(np.count_nonzero(fill_holes(lines)))


def _convex_hull_area(lines: np.ndarray) -> float:
    points = cv2.findNonZero(lines)
    return 0.0 if points is None else cv2.contourArea(cv2.convexHull(points))


def _close(lines: np.ndarray, size: int) -> np.ndarray:
    """Morphological closing with a disk of ``size`` pixels: uint8 (h, w)."""
    disk = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size))
    padded = np.pad(lines, size)
    return cv2.morphologyEx(padded, cv2.MORPH_CLOSE, disk)[size:-size, size:-size]


def _shading(color: np.ndarray, drawn: np.ndarray) -> float:
    """The number of pixels in soft transitions, per drawn pixel.

    They are steeper than a flat tone and flatter than the edge of a pen's line.
    """
    gray = cv2.cvtColor(color, cv2.COLOR_RGB2GRAY)
    slope = cv2.morphologyEx(gray, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8))
    near_edges = cv2.dilate((slope > 80).astype(np.uint8), np.ones((5, 5), np.uint8)) > 0
    return float(((slope > 2) & ~near_edges).sum() / drawn.sum())


def _find_lines_on_paper(color: np.ndarray) -> np.ndarray | None:
    """The ink of dark lines on paper, evenly lit or not, or ``None`` if there are no such lines.

    A morphological closing removes the lines; the paper that it leaves must be smooth and bright.
    """
    # A colored pen is dark in one channel at least.
    gray: np.ndarray = np.minimum.reduce(cv2.split(color))
    side = max(gray.shape) // 8 | 1
    paper = cv2.morphologyEx(gray, cv2.MORPH_CLOSE, np.ones((side, side), np.uint8))
    paper = cv2.blur(paper, (side, side))
    if paper.min() < 90 or paper.min() < 0.5 * paper.max():
        return None
    ink = np.clip(1 - gray / paper.astype(np.float32), 0, 1).astype(np.float32)
    ink[ink < INK_THRESHOLD / 2] = 0
    drawn = ink > INK_THRESHOLD
    around = cv2.dilate(drawn.astype(np.uint8), np.ones((7, 7), np.uint8))
    blotchy = ((ink > 0) & (around == 0)).mean() > 0.02
    if not drawn.any() or blotchy or drawn.mean() > 0.3 or not is_outline(around > 0):
        return None
    return ink
