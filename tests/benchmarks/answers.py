"""How fast a trained model answers: python -m tests.benchmarks.answers

Times the pre-trained models on the real Fashion-MNIST in FASHION_MNIST_DIR, beside Keras's
``predict``.
"""

import statistics
import subprocess
import sys
import time
from collections.abc import Callable

import numpy as np

from cnn import pretrained
from cnn.data.dataset import load
from cnn.nn.classifier import Classifier
from tests.benchmarks.table import row, title

REPEATS = 5
FIRST_ANSWER = """
import time
import numpy as np
from cnn import pretrained
from cnn.nn.classifier import Classifier
began = time.perf_counter()
Classifier.load(pretrained.DEFAULT.path).recognize(np.zeros((28, 28), np.float32))
print(time.perf_counter() - began)
"""


def main() -> None:
    title("Answers")
    first = [first_answer() for _ in range(REPEATS)]
    row("first answer, with TensorFlow imported", f"{statistics.median(first):.2f} s", "1 s")
    validation = load().validation
    scaled = validation.images[..., np.newaxis].astype(np.float32) / 255
    for name, shipped in (("article", pretrained.ARTICLE_CNN), ("best", pretrained.BEST_CNN)):
        classifier = Classifier.load(shipped.path)

        def evaluate(classifier: Classifier = classifier) -> None:
            classifier.score(validation)

        def predict(classifier: Classifier = classifier) -> None:
            classifier.model.predict(scaled, verbose=0)

        ours, keras = in_turn(evaluate, predict)
        row(
            f"{name}: evaluate the validation images / predict",
            f"{ours / keras:.2f} ({ours:.2f} s / {keras:.2f} s)",
            "1.50",
        )


def in_turn(first: Callable[[], None], second: Callable[[], None]) -> tuple[float, float]:
    """The median seconds that each takes, run alternately."""
    times = [(seconds(first), seconds(second)) for _ in range(REPEATS + 1)]
    # The first calls trace their graphs.
    firsts, others = zip(*times[1:], strict=True)
    return statistics.median(firsts), statistics.median(others)


def first_answer() -> float:
    """Seconds to load the default model and classify one image, in a process of its own."""
    ran = subprocess.run(
        [sys.executable, "-c", FIRST_ANSWER], check=True, capture_output=True, text=True
    )
    return float(ran.stdout)


def seconds(work: Callable[[], None]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
