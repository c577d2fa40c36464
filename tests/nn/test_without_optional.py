"""In a process of its own, as an import cannot be taken back."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
IMPORTS = """
import sys, threading
from cnn.nn.without_optional import without_optional
with without_optional():
    elsewhere = []
    other = threading.Thread(target=lambda: elsewhere.append(__import__("pandas").__name__))
    other.start()
    other.join()
    import keras
print(*elsewhere, *({"sklearn", "matplotlib", "scipy"} & set(sys.modules)))
import matplotlib
print(matplotlib.__name__)
"""


def test_keras_comes_in_without_what_it_can_do_without() -> None:
    ran = subprocess.run(
        [sys.executable, "-c", IMPORTS], cwd=ROOT, check=True, capture_output=True, text=True
    )
    assert ran.stdout.split("\n")[:2] == ["pandas", "matplotlib"]
