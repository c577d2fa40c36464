from cnn.runs.keras_code import Cell
from cnn.ui.components.code_cell import ADDED, CHANGED, REMOVED, marked
from tests.ui.visiting import component, protos, texts

ARTICLE = Cell("Build", "a = 1\n\nb = 2\n")


def script(cell: "Cell", original: "Cell") -> None:
    from cnn.ui.components.code_cell import code_cell

    code_cell(2, cell, original)


def test_only_lines_that_the_article_does_not_have_are_marked() -> None:
    assert marked("a = 1\n\nb = 3\nc = 4\n", ARTICLE.code) == (
        f"a = 1\n\nb = 3{CHANGED}\nc = 4{ADDED}"
    )
    assert marked(ARTICLE.code, ARTICLE.code) == ARTICLE.code.rstrip()


def test_a_line_that_is_there_twice_is_told_when_it_is_added_or_removed() -> None:
    pooling, other = "pool()", "flatten()"
    assert marked(f"{pooling}\n{pooling}\n{other}", f"{pooling}\n{other}") == (
        f"{pooling}{ADDED}\n{pooling}\n{other}"
    )
    assert marked(f"{pooling}\n{other}", f"{pooling}\n{other}\n{pooling}") == (
        f"{pooling}\n{other}\n{REMOVED}{pooling}"
    )


def test_a_cell_has_its_code_and_what_is_left_out() -> None:
    app = component(script, cell=Cell("Build", "a = 2\n", "Left out."), original=ARTICLE).run()
    assert not app.exception
    [code] = protos(app, "code")
    assert code.code_text == f"a = 2{CHANGED}\n{REMOVED}b = 2"
    assert code.language == "python"
    assert "Left out." in texts(app)
