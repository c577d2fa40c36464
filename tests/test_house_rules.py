"""The rules of the layout that the README states."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
MODULES = sorted((ROOT / "cnn").rglob("*.py"))


def imported_packages(module: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(module.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
    return {name.split(".")[0] for name in names}


def imported_modules(module: Path) -> set[str]:
    return {
        node.module
        for node in ast.walk(ast.parse(module.read_text()))
        if isinstance(node, ast.ImportFrom) and node.module
    }


def of_interface(module: Path) -> bool:
    return ROOT / "cnn" / "ui" in module.parents


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_only_the_interface_imports_streamlit(module: Path) -> None:
    streamlit = {name for name in imported_packages(module) if name.startswith("streamlit")}
    assert not streamlit or of_interface(module)


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_point_from_pages_to_components_to_logic(module: Path) -> None:
    imported = imported_modules(module)
    if not of_interface(module):
        assert not any(name.startswith("cnn.ui") for name in imported)
    assert not any(name.startswith("cnn.ui.pages") for name in imported)


FIRST_PAGE = """
import sys
from streamlit.testing.v1 import AppTest
from cnn.ui import resources
resources.warm_up = lambda: None
app = AppTest.from_file("streamlit_app.py", default_timeout=60).run()
assert not app.exception and app.title[0].value == "What is this garment?", app
print(*({"tensorflow", "keras", "sklearn", "matplotlib", "requests", "cv2"} & set(sys.modules)))
"""


def test_the_first_page_waits_for_no_slow_library() -> None:
    ran = subprocess.run(
        [sys.executable, "-c", FIRST_PAGE], cwd=ROOT, check=True, capture_output=True, text=True
    )
    assert ran.stdout.split() == []
