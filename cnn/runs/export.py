"""The code of a run as files to take home: a script and a notebook."""

import textwrap
from pathlib import Path

from cnn.errors import RunRefused, UnbuildableNetwork, UnusableRun
from cnn.runs.files import write_whole
from cnn.runs.keras_code import cells
from cnn.runs.recipe import RECIPES, USUAL_SEED, Recipe
from cnn.runs.record import RECORD_FILE, RunRecord, recipe_of

SCRIPT_FILE = "train.py"
NOTEBOOK_FILE = "train.ipynb"

LINE_LENGTH = 88
"""Of comments."""

NEEDS = "pip install tensorflow scikit-learn matplotlib"


def write_code(recipe: Recipe, seed: int, folder: Path, replace: bool, beginning: str = "") -> None:
    """Writes both files. ``beginning`` is what the record of a run says.

    Raises:
        RunRefused: the folder has one of them already, and ``replace`` is false.
        OSError: they cannot be written.
    """
    files = {
        SCRIPT_FILE: script(recipe, seed, beginning),
        NOTEBOOK_FILE: notebook(recipe, seed, beginning),
    }
    taken = [name for name in files if (folder / name).exists()]
    if taken and not replace:
        raise RunRefused(
            f"{folder} already has {' and '.join(taken)}. Choose another folder, or replace them "
            "with --force."
        )
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        write_whole(folder / name, text.encode())


def script(recipe: Recipe, seed: int, beginning: str = "") -> str:
    """A Python program. Editors that know ``# %%`` show its cells."""
    about = [_title(recipe), *(textwrap.fill(text, LINE_LENGTH) for text in _caveats(beginning))]
    paragraphs = "\n\n".join((*about, f"Needs: {NEEDS}"))
    parts = [f'"""{paragraphs}\n"""\n']
    for cell in cells(recipe, seed):
        note = textwrap.fill(cell.note, LINE_LENGTH, initial_indent="# ", subsequent_indent="# ")
        parts.append("\n".join(filter(None, (f"# %% {cell.title}", note, cell.code))))
    return "\n".join(parts)


def notebook(recipe: Recipe, seed: int, beginning: str = "") -> str:
    """The same as a Jupyter notebook, in JSON."""
    # Costs 0.1 s: not before somebody wants one.
    import nbformat

    v4 = nbformat.v4
    about = "\n\n".join((f"# {_title(recipe)}", *_caveats(beginning), f"Needs: `{NEEDS}`"))
    parts = [v4.new_markdown_cell(about)]
    for cell in cells(recipe, seed):
        heading = "\n\n".join(filter(None, (f"## {cell.title}", cell.note)))
        parts += [v4.new_markdown_cell(heading), v4.new_code_cell(cell.code.rstrip())]
    for number, part in enumerate(parts):
        part.id = f"cell-{number}"  # the same run has the same notebook
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return str(nbformat.writes(v4.new_notebook(cells=parts, metadata={"kernelspec": kernel})))


def recipe_seed_and_beginning(name: str, runs: Path) -> tuple[Recipe, int, str]:
    """Of a recipe given by its name, or of a run given by its folder or by its id in ``runs``.

    Raises:
        UnusableRun: there is no such recipe or run, or its record cannot be read.
    """
    if name in RECIPES:
        return RECIPES[name], USUAL_SEED, ""
    files = (folder / RECORD_FILE for folder in (Path(name), runs / name))
    file = next(filter(Path.is_file, files), None)
    if file is None:
        raise UnusableRun(
            f"There is no run in {name!r}: no file {RECORD_FILE}. Give the folder of a run, or "
            f"one of the recipes {', '.join(RECIPES)}."
        )
    try:
        record = RunRecord.from_json(file.read_text("utf-8"))
    except (ValueError, KeyError, TypeError, UnbuildableNetwork) as error:
        raise UnusableRun(f"{file} is damaged, or no record of a run. Choose another.") from error
    return recipe_of(record), record.seed, record.beginning


def _caveats(beginning: str) -> list[str]:
    if not beginning:
        return []
    return [f"{beginning} This code trains from the beginning, which gives other numbers."]


def _title(recipe: Recipe) -> str:
    return f"{recipe.title}: a network that tells ten kinds of garment apart (Fashion-MNIST)."
