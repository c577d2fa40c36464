"""How quick a trained model answers: python -m tests.benchmarks.answers

The shipped ones, on the real Fashion-MNIST in FASHION_MNIST_DIR, beside Keras's ``predict``.
"""

import statistics
import subprocess
import sys
import time
from collections.abc import Callable

import numpy as np

from cnn import pretrained
from cnn.data.dataset import load
from tests.benchmarks.table import row, title

REPEATS = 5
FIRST_ANSWER = """
import time
from cnn import pretrained
from cnn.nn.without_optional import without_optional
with without_optional():
    from cnn.nn.classifier import Classifier
import numpy as np
began = time.perf_counter()
Classifier.load(pretrained.DEFAULT.path).classify(np.zeros((28, 28), np.float32))
print(time.perf_counter() - began)
"""


def main() -> None:
    title("Answers")
    first = [first_answer() for _ in range(REPEATS)]
    row("first answer after TensorFlow is in", f"{statistics.median(first):.2f} s", "1 s")
    validation = load().validation
    scaled = validation.images[..., np.newaxis].astype(np.float32) / 255

    from cnn.nn.classifier import Classifier

    for name, asset in (("article", pretrained.ARTICLE_CNN), ("best", pretrained.BEST_CNN)):
        classifier = Classifier.load(asset.path)
        ours, keras = [], []
        for repeat in range(REPEATS + 1):
            lab = seconds(lambda c=classifier: c.score(validation))
            plain = seconds(lambda c=classifier: c.model.predict(scaled, verbose=0))
            if repeat:  # the first ones trace their graphs
                ours.append(lab)
                keras.append(plain)
        lab, plain = statistics.median(ours), statistics.median(keras)
        row(
            f"{name}: evaluate the validation images / predict",
            f"{lab / plain:.2f} ({lab:.2f} s / {plain:.2f} s)",
            "1.50",
        )


def first_answer() -> float:
    """Seconds, in a process of its own: load the model that ships with the lab, answer once."""
    ran = subprocess.run(
        [sys.executable, "-c", FIRST_ANSWER], check=True, capture_output=True, text=True
    )
    return float(ran.stdout)


def seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
