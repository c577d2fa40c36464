"""The rules of the house: which room may import which, and what stays behind the two walls."""

import ast
import importlib.metadata
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.imports import UNKNOWN, imported_names, package_of

ROOT = Path(__file__).resolve().parent.parent

TENSORFLOW = {"tensorflow", "keras"}
STREAMLIT = {"streamlit", "streamlit_drawable_canvas", "cnn.ui"}
"""Streamlit and what stands on it, the interface itself included."""

DASK = {"dask", "distributed"}

HOUSE: list[dict[str, set[str]]] = [
    {"streamlit_app": STREAMLIT, "cnn.__main__": set()},
    {"cnn.ui.pages": STREAMLIT, "cnn.ui.frame": STREAMLIT},
    {"cnn.ui.components": STREAMLIT},
    {"cnn.ui": STREAMLIT},
    {"cnn.cluster": DASK},
    {"cnn.nn": TENSORFLOW, "cnn.console": set(), "cnn.plots": set(), "cnn.pretrained": set()},
    {"cnn.runs": set()},
    {"cnn.evaluation": set(), "cnn.preprocessing": set()},
    {"cnn.data": set()},
    {"cnn.concurrency": set()},
    {"cnn.errors": set(), "cnn.memory": set(), "cnn.paths": set()},
]
"""The rooms from top to bottom, each with what it may import from behind the walls.

A room may import itself and the rooms below it, but none in its own row. A folder in ``cnn`` or
``cnn/ui`` needs a room of its own; other folders belong to the room that they are in.
"""

WALLS = TENSORFLOW | STREAMLIT | DASK
PAGES, COMPONENTS, INTERFACE = "cnn.ui.pages", "cnn.ui.components", "cnn.ui"


def sources(root: Path) -> dict[Path, str]:
    """The app's own code, by paths from the root."""
    files = [*root.glob("*.py"), *sorted((root / "cnn").rglob("*.py"))]
    return {file.relative_to(root): file.read_text("utf-8") for file in files}


SOURCES = sources(ROOT)


def breaches(file: Path, source: str) -> list[str]:
    """What a file, given by its path from the root, does against the rules."""
    names = sorted(imported_names(source, package_of(file)))
    found = ["imports a name that is not a literal"] if UNKNOWN in names else []
    of_house = [name for name in names if is_within(name, "cnn") or name == "streamlit_app"]
    if file.name == "__init__.py":
        return found + [f"a package's __init__ imports {name}" for name in of_house]
    room = room_of(".".join(file.with_suffix("").parts))
    if room is None or (room == INTERFACE and file.parent != Path("cnn/ui")):
        return [*found, "has no room in the table"]
    found += [f"imports {name}" for name in of_house if not may_import(room, name)]
    found += [
        f"imports {name} through a wall"
        for name in names
        for walled in WALLS
        if is_within(name, walled) and walled not in row_of(room)[room]
    ]
    if room == COMPONENTS and re.search(r"\bpages[/.]\w", source):
        found.append("names a page")
    return found


def may_import(room: str, name: str) -> bool:
    other = room_of(name)
    if other is None:
        return False
    if other == room:
        return room != PAGES
    return HOUSE.index(row_of(room)) < HOUSE.index(row_of(other))


def room_of(name: str) -> str | None:
    """The innermost room that a dotted name lies in."""
    rooms = [room for row in HOUSE for room in row if is_within(name, room)]
    return max(rooms, key=len, default=None)


def row_of(room: str) -> dict[str, set[str]]:
    return next(row for row in HOUSE if room in row)


def is_within(name: str, package: str) -> bool:
    return name == package or name.startswith(f"{package}.")


@pytest.mark.parametrize("file", SOURCES, ids=str)
def test_every_file_keeps_to_its_room(file: Path) -> None:
    assert breaches(file, SOURCES[file]) == []


def test_every_room_exists() -> None:
    modules = {".".join(file.with_suffix("").parts) for file in SOURCES}
    for room in (room for row in HOUSE for room in row):
        assert any(is_within(module, room) for module in modules), room


PLANTED = [
    # Upwards, in every form that Python has for an import.
    ("cnn/data/dataset.py", "from cnn.ui import pages", "imports cnn.ui.pages"),
    ("cnn/data/dataset.py", "from cnn import ui", "imports cnn.ui"),
    ("cnn/data/dataset.py", "from .. import ui", "imports cnn.ui"),
    ("cnn/data/dataset.py", "from ..ui.state import state", "imports cnn.ui.state.state"),
    ("cnn/data/dataset.py", "from cnn.preprocessing import *", "imports cnn.preprocessing"),
    ("cnn/data/dataset.py", "import cnn.preprocessing.prepare", "cnn.preprocessing.prepare"),
    ("cnn/data/dataset.py", "import os, cnn.runs.queue as q", "imports cnn.runs.queue"),
    ("cnn/data/dataset.py", "import cnn", "imports cnn"),
    ("cnn/errors.py", "from cnn.concurrency import Progress", "imports cnn.concurrency.Progress"),
    ("cnn/runs/run.py", "import cnn.nn.networks", "imports cnn.nn.networks"),
    ("cnn/runs/run.py", "def late():\n    from cnn.nn import classifier", "cnn.nn.classifier"),
    (
        "cnn/runs/run.py",
        "if TYPE_CHECKING:\n    from cnn.plots.chart import Chart",
        "cnn.plots.chart",
    ),
    ("cnn/runs/run.py", "__import__('cnn.nn.networks')", "imports cnn.nn.networks"),
    ("cnn/plots.py", "importlib.import_module('cnn.ui.state')", "imports cnn.ui.state"),
    ("cnn/plots.py", "import_module('.ui.state', 'cnn')", "imports cnn.ui.state"),
    ("cnn/plots.py", "import_module(f'cnn.{room}')", "not a literal"),
    ("cnn/ui/state.py", "from .components.canvas import canvas", "cnn.ui.components.canvas"),
    ("cnn/ui/state.py", "import streamlit_app", "imports streamlit_app"),
    ("cnn/ui/pages/try_it.py", "import cnn.__main__", "imports cnn.__main__"),
    # Sideways.
    ("cnn/evaluation/metrics.py", "from cnn.preprocessing import prepare", "cnn.preprocessing"),
    ("cnn/paths.py", "import cnn.errors", "imports cnn.errors"),
    ("cnn/plots.py", "from cnn.nn.networks import article_cnn", "imports cnn.nn.networks"),
    # Through a wall.
    ("cnn/runs/run.py", "import tensorflow as tf", "tensorflow through a wall"),
    ("cnn/runs/run.py", "def late():\n    import tensorflow.data", "tensorflow.data through"),
    ("cnn/ui/resources.py", "from keras import layers", "keras.layers through a wall"),
    ("cnn/nn/networks.py", "import streamlit as st", "streamlit through a wall"),
    ("cnn/__main__.py", "from cnn.ui import state", "cnn.ui.state through a wall"),
    (
        "cnn/plots.py",
        "from streamlit_drawable_canvas import st_canvas",
        "streamlit_drawable_canvas.st_canvas through a wall",
    ),
    # Pages.
    ("cnn/ui/pages/train.py", "from cnn.ui.pages import model", "imports cnn.ui.pages.model"),
    ("cnn/ui/pages/train.py", "from . import model", "imports cnn.ui.pages.model"),
    ("cnn/ui/components/charts.py", "import cnn.ui.pages.train", "imports cnn.ui.pages.train"),
    (
        "cnn/ui/components/charts.py",
        "st.switch_page('cnn/ui/pages/train.py')",
        "names a page",
    ),
    # Packages and folders.
    ("cnn/data/__init__.py", "from cnn.data.dataset import load", "__init__ imports cnn.data"),
    ("cnn/export/notebook.py", "", "no room"),
    ("cnn/ui/widgets/slider.py", "", "no room"),
    ("cnn/ui_2.py", "", "no room"),
]


@pytest.mark.parametrize(("file", "line", "seen"), PLANTED, ids=range(len(PLANTED)))
def test_a_planted_breach_is_seen(tmp_path: Path, file: str, line: str, seen: str) -> None:
    path = Path(file)
    before = SOURCES.get(path)
    copy = tmp_path / path
    copy.parent.mkdir(parents=True, exist_ok=True)
    copy.write_text(f"{before or ''}\n{line}\n", "utf-8")
    known = set() if before is None else set(breaches(path, before))
    assert any(seen in breach for breach in set(breaches(path, sources(tmp_path)[path])) - known)


def test_what_looks_like_a_breach_and_is_none_is_allowed() -> None:
    source = """
    from cnn.concurrency import Progress
    from . import labels
    from cnn.data.fashion_mnist import *
    import keras_cache, cnn_tools
    """
    assert breaches(Path("cnn/data/dataset.py"), re.sub("^ +", "", source, flags=re.M)) == []


SIX_PACKAGES = {
    "tensorflow-cpu": "tensorflow",
    "streamlit": "streamlit",
    "streamlit-drawable-canvas": "streamlit_drawable_canvas",
    "pillow": "PIL",
    "matplotlib": "matplotlib",
    "scikit-learn": "sklearn",
}
"""What the lab is meant to stand on: the names to install, and the names to import."""


NOT_NEEDED = {"IPython"}
"""Imported only where another library has begun to import them."""


def requirements(file: str = "requirements.txt") -> set[str]:
    lines = (ROOT / file).read_text().splitlines()
    return {line.partition("==")[0] for line in lines if "==" in line}


def libraries(sources: dict[Path, str] = SOURCES) -> set[str]:
    """The packages of others that the app's own code imports, by their import names."""
    names = {
        name.partition(".")[0]
        for file, source in sources.items()
        for name in imported_names(source, package_of(file))
    }
    return names - sys.stdlib_module_names - {"cnn", "streamlit_app"}


@pytest.mark.parametrize(("requirement", "library"), SIX_PACKAGES.items())
def test_the_lab_stands_on_its_six_packages(requirement: str, library: str) -> None:
    assert requirement in requirements()
    assert library in libraries()


def test_everything_that_the_app_imports_is_pinned() -> None:
    distributions = importlib.metadata.packages_distributions()
    names = requirements() | requirements("requirements-cluster.txt")
    pinned = {name.lower().replace("-", "_") for name in names}
    for library in libraries() - NOT_NEEDED:
        assert {name.lower().replace("-", "_") for name in distributions[library]} & pinned, library


FIRST_PAGE = """
import sys
from streamlit.testing.v1 import AppTest
from cnn.ui import resources
resources.warm_up = lambda: None
app = AppTest.from_file("streamlit_app.py", default_timeout=60).run()
assert not app.exception and app.title[0].value == "What is this garment?", app
print(*sys.modules)
"""
SLOW_TO_IMPORT = {
    *("tensorflow", "keras", "sklearn", "skimage", "scipy", "matplotlib", "requests", "cv2")
}


def test_what_trains_elsewhere_is_needed_by_its_own_room_alone() -> None:
    elsewhere = {file: source for file, source in SOURCES.items() if "cluster" not in file.parts}
    assert not requirements("requirements-cluster.txt") & libraries(elsewhere)


def test_the_first_page_waits_for_no_slow_library() -> None:
    ran = subprocess.run(
        [sys.executable, "-c", FIRST_PAGE], cwd=ROOT, check=True, capture_output=True, text=True
    )
    assert SLOW_TO_IMPORT.isdisjoint(ran.stdout.split())


@pytest.mark.parametrize("file", SOURCES, ids=str)
def test_nothing_deprecated_by_streamlit_is_used(file: Path) -> None:
    assert not re.search(r"\bst\.experimental_|\buse_container_width\b", SOURCES[file])


def has_functions(source: str) -> bool:
    kinds = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
    return any(isinstance(node, kinds) for node in ast.walk(ast.parse(source)))


@pytest.mark.parametrize(
    "file",
    [file for file in SOURCES if file.parts[0] == "cnn" and has_functions(SOURCES[file])],
    ids=str,
)
def test_every_module_with_a_function_has_its_tests_in_the_same_place(file: Path) -> None:
    tests = ROOT / "tests" / file.relative_to("cnn").parent
    assert (tests / f"test_{file.stem.strip('_')}.py").is_file()
