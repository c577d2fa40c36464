from cnn.runs.keras_code import Cell
from cnn.ui.components.code_cell import CHANGED, marked
from tests.ui.visiting import component, protos, texts

ARTICLE = Cell("Build", "a = 1\n\nb = 2\n")


def script(cell: "Cell", original: "Cell") -> None:
    from cnn.ui.components.code_cell import code_cell

    code_cell(2, cell, original)


def test_only_lines_that_the_article_does_not_have_are_marked() -> None:
    assert marked("a = 1\n\nb = 3\nc = 4\n", ARTICLE.code) == (
        f"a = 1\n\nb = 3{CHANGED}\nc = 4{CHANGED}"
    )
    assert CHANGED not in marked(ARTICLE.code, ARTICLE.code)


def test_a_cell_has_its_code_and_what_is_left_out() -> None:
    app = component(script, cell=Cell("Build", "a = 2\n", "Left out."), original=ARTICLE).run()
    assert not app.exception
    [code] = protos(app, "code")
    assert (code.code_text, code.language) == (f"a = 2{CHANGED}", "python")
    assert "Left out." in texts(app)
