"""Draws the examples in assets/examples: outlines as a person would draw them with a pen.

python tools/draw_examples.py
"""

from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

FOLDER = Path(__file__).resolve().parent.parent / "assets" / "examples"
SIDE = 320
PEN = 9
OVERSAMPLING = 4

Points = list[tuple[float, float]]

# Outlines first, then the lines inside. Coordinates are percentages of the side, x to the right and
# y down. "~" is a smooth curve through the points, "-" straight lines; "o" closes the line.
DRAWINGS: dict[str, list[tuple[str, Points]]] = {
    "t-shirt/top": [
        (
            "-o",
            [
                (38, 12), (44, 18), (56, 18), (62, 12), (78, 18), (95, 40), (80, 50), (73, 42),
                (73, 90), (27, 90), (27, 42), (20, 50), (5, 40), (22, 18),
            ],
        ),
    ],
    "trouser": [
        ("-o", [(34, 6), (66, 6), (74, 94), (56, 94), (50, 36), (44, 94), (26, 94)]),
        ("-", [(34, 14), (66, 14)]),
    ],
    "pullover": [
        (
            "-o",
            [
                (40, 10), (45, 14), (55, 14), (60, 10), (76, 16), (86, 34), (93, 84), (80, 86),
                (73, 46), (72, 90), (28, 90), (27, 46), (20, 86), (7, 84), (14, 34), (24, 16),
            ],
        ),
        ("-", [(28, 83), (72, 83)]),
    ],
    "dress": [
        (
            "-o",
            [
                (38, 5), (42, 5), (45, 16), (55, 16), (58, 5), (62, 5), (64, 26), (59, 42),
                (72, 94), (28, 94), (41, 42), (36, 26),
            ],
        ),
        ("-", [(41, 42), (59, 42)]),
    ],
    "coat": [
        (
            "-o",
            [
                (40, 6), (60, 6), (77, 14), (86, 36), (91, 82), (79, 84), (73, 44), (74, 95),
                (26, 95), (27, 44), (21, 84), (9, 82), (14, 36), (23, 14),
            ],
        ),
        ("-", [(50, 26), (50, 95)]),
        ("-", [(40, 6), (50, 26), (60, 6)]),
    ],
    "sandal": [
        (
            "~o",
            [
                (4, 72), (20, 64), (50, 60), (80, 44), (93, 40), (95, 72), (84, 74), (60, 72),
                (30, 79),
            ],
        ),
        ("~", [(22, 64), (32, 50), (46, 60)]),
        ("~", [(46, 60), (60, 38), (72, 48)]),
        ("~", [(72, 48), (84, 22), (93, 40)]),
    ],
    "shirt": [
        (
            "-o",
            [
                (42, 8), (58, 8), (74, 14), (86, 34), (88, 60), (76, 62), (71, 42), (72, 92),
                (28, 92), (29, 42), (24, 62), (12, 60), (14, 34), (26, 14),
            ],
        ),
        ("-", [(42, 8), (50, 18), (58, 8)]),
        *(("-", [(50.0, y), (50.0, y + 2.0)]) for y in range(30, 90, 13)),  # buttons
        ("-", [(58, 36), (66, 36)]),
    ],
    "sneaker": [
        (
            "~o",
            [
                (4, 68), (6, 58), (22, 54), (38, 46), (52, 32), (60, 36), (74, 44), (86, 34),
                (95, 36), (96, 70), (70, 74), (30, 74),
            ],
        ),
        ("-", [(6, 66), (95, 66)]),
        ("-", [(38, 46), (46, 54)]),
        ("-", [(45, 40), (53, 48)]),
    ],
    "bag": [
        ("-o", [(8, 40), (92, 40), (95, 88), (5, 88)]),
        ("~", [(30, 40), (34, 20), (50, 14), (66, 20), (70, 40)]),
        ("-", [(8, 54), (92, 54)]),
    ],
    "ankle boot": [
        (
            "~o",
            [
                (4, 82), (6, 68), (24, 62), (42, 50), (46, 14), (66, 12), (88, 14), (87, 44),
                (94, 62), (94, 88), (78, 88), (74, 82), (40, 86), (14, 88),
            ],
        ),
        ("-", [(6, 78), (74, 78)]),
    ],
}  # fmt: skip


def smooth(points: np.ndarray, closed: bool) -> np.ndarray:
    """A Catmull-Rom curve through ``points`` (n, 2)."""
    ends = (points[-1:], points[:2]) if closed else (points[:1], points[-1:])
    padded = np.concatenate([ends[0], points, ends[1]])
    t = np.linspace(0, 1, 16)[:, np.newaxis]
    pieces = [
        0.5
        * (
            2 * p1
            + (p2 - p0) * t
            + (2 * p0 - 5 * p1 + 4 * p2 - p3) * t**2
            + (3 * p1 - p0 - 3 * p2 + p3) * t**3
        )
        for p0, p1, p2, p3 in zip(padded, padded[1:], padded[2:], padded[3:], strict=False)
    ]
    return np.concatenate(pieces)


def on_paper(kind: str, points: Points) -> np.ndarray:
    """The points of a stroke in pixels, (n, 2)."""
    closed = kind.endswith("o")
    path = np.array(points, float)
    if kind.startswith("~"):
        path = smooth(path, closed)
    if closed:
        path = np.concatenate([path, path[:1]])
    # A margin, as people leave on the canvas.
    return (0.08 + 0.84 * path / 100) * SIDE


def draw(lines: list[tuple[str, Points]]) -> Image.Image:
    side, pen = SIDE * OVERSAMPLING, PEN * OVERSAMPLING
    picture = Image.new("L", (side, side), "white")
    canvas = ImageDraw.Draw(picture)
    for kind, points in lines:
        path = on_paper(kind, points) * OVERSAMPLING
        canvas.line([tuple(point) for point in path], fill="black", width=pen, joint="curve")
        for x, y in path:
            canvas.ellipse((x - pen / 2, y - pen / 2, x + pen / 2, y + pen / 2), fill="black")
    return picture.resize((SIDE, SIDE), Image.Resampling.BOX)


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, lines in DRAWINGS.items():
        draw(lines).save(FOLDER / f"{name.replace(' ', '_').replace('/', '_')}.png", optimize=True)
