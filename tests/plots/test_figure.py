import importlib
import sys
import threading
import time
from pathlib import Path

import pytest

from cnn.plots.figure import as_file, new_figure
from tests.plots.pngs import opened

SLOW_IPYTHON = "import time\ntime.sleep(1)\nversion_info = (9, 0, 0)\n"


def test_sizes_are_in_inches_of_160_pixels() -> None:
    assert opened(as_file(new_figure(2, 1), "png")).size == (320, 160)


def test_a_figure_waits_for_ipython_that_another_thread_imports(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "IPython.py").write_text(SLOW_IPYTHON)
    monkeypatch.syspath_prepend(tmp_path)
    new_figure(1, 1)
    monkeypatch.delitem(sys.modules, "IPython", raising=False)
    other = threading.Thread(target=importlib.import_module, args=("IPython",))
    other.start()
    while "IPython" not in sys.modules:
        time.sleep(0.01)
    assert not hasattr(sys.modules["IPython"], "version_info")
    new_figure(1, 1)
    assert hasattr(sys.modules["IPython"], "version_info")
    other.join()
    monkeypatch.delitem(sys.modules, "IPython")
