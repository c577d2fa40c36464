"""Makes assets/demo.json: a dress that draws itself, and what the default model says meanwhile.

python -m tools.draw_demo
"""

import json

import numpy as np
from PIL import Image, ImageDraw

from cnn import pretrained
from cnn.nn.classifier import Classifier
from cnn.preprocessing.prepare import prepare
from tools.draw_examples import DRAWINGS, PEN, SIDE, on_paper

GARMENT = "dress"

SHARES = (0.15, 0.3, 0.45, 0.6, 0.75, 0.9, 1.0)
"""Of the length of all strokes."""


def main() -> None:
    strokes = [on_paper(*line).round(1) for line in DRAWINGS[GARMENT]]
    classifier = Classifier.load(pretrained.DEFAULT.path)
    frames = []
    for share in SHARES:
        image = prepare(picture(beginning(strokes, share))).image
        probabilities = classifier.recognize(image).probabilities
        frames.append(
            {"share": share, "probabilities": [round(float(p), 4) for p in probabilities]}
        )
    drawn = [stroke.tolist() for stroke in strokes]
    pretrained.DEMO.write_text(json.dumps({"strokes": drawn, "frames": frames}) + "\n")


def beginning(strokes: list[np.ndarray], share: float) -> list[np.ndarray]:
    """What is drawn when ``share`` of the length of all strokes (n, 2) is."""
    lengths = [np.hypot(*np.diff(stroke, axis=0).T) for stroke in strokes]
    left = share * sum(length.sum() for length in lengths)
    drawn = []
    for stroke, length in zip(strokes, lengths, strict=True):
        if left <= 0:
            break
        reached = np.concatenate([[0], length.cumsum()])
        ends = np.append(reached[reached < left], min(left, reached[-1]))
        drawn.append(np.stack([np.interp(ends, reached, axis) for axis in stroke.T], axis=1))
        left -= reached[-1]
    return drawn


def picture(strokes: list[np.ndarray]) -> Image.Image:
    paper = Image.new("RGB", (SIDE, SIDE), "white")
    for stroke in strokes:
        points = [tuple(point) for point in stroke]
        ImageDraw.Draw(paper).line(points, fill="black", width=PEN, joint="curve")
    return paper


if __name__ == "__main__":
    main()
