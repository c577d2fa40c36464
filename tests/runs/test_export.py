import json
from dataclasses import replace
from pathlib import Path

import nbformat
import pytest

from cnn import pretrained
from cnn.errors import RunRefused, UnusableRun
from cnn.runs.branch import Branch
from cnn.runs.export import notebook, recipe_seed_and_beginning, script, write_code
from cnn.runs.keras_code import cells
from cnn.runs.network import BOOK_CNN
from cnn.runs.recipe import ARTICLE, BEST, RECIPES, Recipe, with_network

RECORD = pretrained.DENSE_NETWORK.record


def keep(folder: Path, text: str) -> Path:
    folder.mkdir(parents=True)
    (folder / "run.json").write_text(text, "utf-8")
    return folder


@pytest.mark.parametrize("recipe", RECIPES.values(), ids=RECIPES.keys())
def test_script_and_notebook_have_the_same_code(recipe: Recipe) -> None:
    code = [cell.code.rstrip() for cell in cells(recipe, 7)]
    book = nbformat.reads(notebook(recipe, 7), as_version=4)
    nbformat.validate(book)
    assert [cell.source for cell in book.cells if cell.cell_type == "code"] == code
    text = script(recipe, 7)
    places = [text.index(part) for part in code]
    assert places == sorted(places)
    compile(text, "train.py", "exec")


def test_what_is_left_out_is_said_in_both() -> None:
    note = next(cell.note for cell in cells(BEST, 7) if cell.note)
    assert note in notebook(BEST, 7)
    comments = script(BEST, 7).replace("\n# ", " ")
    assert note in comments
    assert max(map(len, script(BEST, 7).splitlines())) <= 100


def test_the_same_run_has_the_same_files() -> None:
    assert notebook(ARTICLE, 7) == notebook(ARTICLE, 7)


def test_files_are_only_replaced_if_wanted(tmp_path: Path) -> None:
    write_code(ARTICLE, 7, tmp_path / "new", replace=False)
    before = (tmp_path / "new" / "train.py").read_text("utf-8")
    with pytest.raises(RunRefused, match=r"already has train\.py and train\.ipynb"):
        write_code(ARTICLE, 8, tmp_path / "new", replace=False)
    assert (tmp_path / "new" / "train.py").read_text("utf-8") == before
    write_code(ARTICLE, 8, tmp_path / "new", replace=True)
    assert "set_random_seed(8)" in (tmp_path / "new" / "train.py").read_text("utf-8")


def test_a_recipe_is_found_by_its_name(tmp_path: Path) -> None:
    assert recipe_seed_and_beginning("article", tmp_path) == (ARTICLE, 42, "")


def test_a_run_is_found_by_its_folder_or_its_id(tmp_path: Path) -> None:
    folder = keep(tmp_path / "0123abcd", RECORD.to_json())
    for name in (str(folder), "0123abcd"):
        recipe, seed, _ = recipe_seed_and_beginning(name, tmp_path)
        assert (recipe.name, seed) == ("dense", RECORD.seed)


def test_the_code_of_a_branch_does_not_claim_to_train_the_same(tmp_path: Path) -> None:
    branched = replace(RECORD, branch=Branch("0123456789ab", "Fast 3", epochs=2, seed=7))
    folder = keep(tmp_path / "run", branched.to_json())
    beginning = recipe_seed_and_beginning(str(folder), tmp_path)[2]
    assert beginning == branched.beginning
    caveat = "went on from another one, Fast 3, after epoch 2. This code trains from the beginning"
    for text in (script(ARTICLE, 7, beginning), notebook(ARTICLE, 7, beginning)):
        assert caveat in " ".join(text.split())
    for text in (script(ARTICLE, 7), notebook(ARTICLE, 7)):
        assert "from the beginning" not in text
    write_code(ARTICLE, 7, tmp_path / "code", replace=False, beginning=beginning)
    assert "Fast 3" in (tmp_path / "code" / "train.py").read_text("utf-8")


def test_a_run_of_another_network_has_its_code(tmp_path: Path) -> None:
    recipe = with_network(ARTICLE, BOOK_CNN)
    fields = json.loads(pretrained.ARTICLE_CNN.record.to_json())
    plain = [{"layer": "flatten"}, {"layer": "dense", "units": 10, "activation": "softmax"}]
    folder = keep(tmp_path / "run", json.dumps(fields | {"recipe": "own", "network": plain}))
    recipe, *_ = recipe_seed_and_beginning(str(folder), tmp_path)
    assert recipe.title == "Own network"
    assert "Conv2D" not in script(recipe, 7)


@pytest.mark.parametrize("name", ["missing", "", "\0"])
def test_a_missing_run_is_told(name: str, tmp_path: Path) -> None:
    with pytest.raises(UnusableRun, match=r"There is no run in .*article, fast"):
        recipe_seed_and_beginning(name, tmp_path)


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"network": 3}'])
def test_a_damaged_record_is_told(text: str, tmp_path: Path) -> None:
    folder = keep(tmp_path / "run", text)
    with pytest.raises(UnusableRun, match="is damaged"):
        recipe_seed_and_beginning(str(folder), tmp_path)
