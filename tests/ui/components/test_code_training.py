from dataclasses import replace

from streamlit.testing.v1 import AppTest

from cnn import pretrained
from cnn.runs.network import BOOK_CNN
from cnn.runs.recipe import ARTICLE, FAST, OWN, OWN_TITLE, Recipe, with_network
from cnn.runs.run import Run
from cnn.ui.state import Draft
from tests.ui.held_queue import HeldQueue
from tests.ui.visiting import VISITOR, buttons, component, press, protos, texts

BOOK = with_network(ARTICLE, BOOK_CNN)


def script() -> None:
    from cnn.ui.components.code_training import code_training, run_of_this_code, trained_code

    run = run_of_this_code()
    code_training(run, trained_code(run), True, lambda run: None)


def shown(recipe: Recipe = ARTICLE) -> AppTest:
    app = component(script)
    app.session_state["visitor"].draft = Draft(recipe)
    app.run()
    assert not app.exception
    return app


def finished(held_queue: HeldQueue, recipe: Recipe, seed: int = 42) -> Run:
    run = held_queue.start(recipe, owner=VISITOR, seed=seed)
    held_queue.finish(run)
    return run


def toggles(app: AppTest) -> list[str]:
    return [toggle.label for toggle in app.toggle]


def lines(app: AppTest) -> str:
    return "\n".join(proto.code_text for proto in protos(app, "code"))


def test_the_article_itself_has_been_trained_before(held_queue: HeldQueue) -> None:
    app = shown()
    assert "Train this code" in buttons(app)
    record = pretrained.ARTICLE_CNN.record
    assert f"Epoch {len(record.history)}/20" in lines(app)
    assert "Epoch" not in lines(shown(BOOK))


def test_another_visitor_starts_while_a_run_of_ones_own_goes_on_elsewhere(
    held_queue: HeldQueue,
) -> None:
    other = held_queue.start(FAST, owner=VISITOR)
    app = shown()
    [button] = [button for button in app.button if button.label == "Train this code"]
    assert button.disabled
    assert f"You can train this code once {other.name} is over." in texts(app)


def test_what_has_been_trained_before_can_be_taken_up_again(held_queue: HeldQueue) -> None:
    book = finished(held_queue, BOOK)
    finished(held_queue, FAST)
    app = shown()
    assert "Trained before:" in texts(app)
    assert "Fast 1" not in buttons(app), "the page cannot show its cycle"
    press(app, book.name)
    assert app.session_state["visitor"].draft.recipe == BOOK
    assert book.name not in buttons(app), "it is on the page"
    assert "Use this model" in buttons(app)


def test_running_it_again_draws_another_seed(held_queue: HeldQueue) -> None:
    finished(held_queue, BOOK)
    app = shown(BOOK)
    press(app, "Run again")
    newest, *_ = held_queue.queue.runs_of(VISITOR)
    assert newest.recipe == BOOK
    assert app.session_state["visitor"].draft.seed == newest.seed != 42


def test_the_article_is_not_compared_with_itself(held_queue: HeldQueue) -> None:
    finished(held_queue, ARTICLE, seed=7)
    app = component(script)
    app.session_state["visitor"].draft = Draft(ARTICLE, 7)
    assert "Beside the article's CNN" not in toggles(app.run())
    finished(held_queue, replace(BOOK, name=OWN, title=OWN_TITLE))
    assert "Beside the article's CNN" in toggles(shown(BOOK))
