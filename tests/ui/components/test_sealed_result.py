from streamlit.testing.v1 import AppTest

from cnn import pretrained
from cnn.runs.record import RunRecord
from cnn.runs.run import Run
from tests.ui.held_queue import HeldQueue
from tests.ui.visiting import VISITOR, buttons, component, metrics, press, texts

RECORD = pretrained.ARTICLE_CNN.record
RESULT = {
    "Test accuracy": f"{RECORD.test.accuracy:.1%}",
    "Test loss": f"{RECORD.test.loss:.3f}",
}


def script(record: "RunRecord", id: str, run: "Run | None") -> None:
    from cnn.ui.components.sealed_result import sealed_result

    sealed_result(record, id, run)


def shown(id: str, run: Run | None = None) -> AppTest:
    app = component(script, record=RECORD, id=id, run=run).run()
    assert not app.exception
    return app


def test_a_test_result_is_sealed_and_the_page_says_why(held_queue: HeldQueue) -> None:
    app = shown("x", held_queue.start())
    assert metrics(app) == {}
    assert "Look once, at the end" in texts(app)


def test_the_owner_of_a_run_reveals_its_result_to_everybody_who_sees_it(
    held_queue: HeldQueue,
) -> None:
    mine, other = held_queue.start(owner=VISITOR), held_queue.start(owner="somebody else")
    app = shown(mine.id, mine)
    press(app, "Reveal test result")
    assert metrics(app) == RESULT
    assert buttons(app) == []
    assert mine.revealed and not other.revealed
    app = shown(other.id, other)
    assert buttons(app) == []
    assert "Only the visitor who started this run can reveal it." in texts(app)
    other.revealed = True
    assert metrics(app.run()) == RESULT


def test_each_visitor_reveals_the_result_of_a_pre_trained_model(lab: None) -> None:
    app = shown("article_cnn")
    press(app, "Reveal test result")
    assert metrics(app) == RESULT
    assert app.session_state["visitor"].revealed == {"article_cnn"}
    assert metrics(shown("article_cnn")) == {}
