"""Finds the imports in a source file without running it."""

import ast
from pathlib import Path

DYNAMIC = ("import_module", "__import__")
UNKNOWN = "(a computed name)"


def imported_names(source: str, package: str) -> set[str]:
    """The full dotted names of all that a module of ``package`` imports.

    Functions, ``if TYPE_CHECKING`` blocks and calls of ``importlib.import_module`` and
    ``__import__`` count too. A name may end in something other than a module:
    ``from cnn.data import labels`` and ``from cnn.paths import home`` give ``cnn.data.labels``
    and ``cnn.paths.home``. A dynamic import of anything but a literal gives ``UNKNOWN``.
    """
    names: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Import():
                names |= {alias.name for alias in node.names}
            case ast.ImportFrom():
                base = _absolute("." * node.level + (node.module or ""), package)
                names |= {f"{base}.{alias.name}" for alias in node.names}
            case ast.Call() if _name(node.func) in DYNAMIC:
                names.add(_dynamically_imported(node, package))
    return names


def package_of(file: Path) -> str:
    """The package that a file, given by its path from the root, resolves relative imports in."""
    return ".".join(file.parent.parts)


def _name(function: ast.expr) -> str:
    """``import_module`` for both ``import_module`` and ``importlib.import_module``."""
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def _dynamically_imported(call: ast.Call, package: str) -> str:
    match call.args:
        case [ast.Constant(str() as name), *_]:
            return _absolute(name, package)
        case _:
            return UNKNOWN


def _absolute(name: str, package: str) -> str:
    levels = len(name) - len(name.lstrip("."))
    if not levels:
        return name
    parents = package.split(".")[: len(package.split(".")) + 1 - levels]
    return ".".join([*parents, *filter(None, [name.lstrip(".")])])
