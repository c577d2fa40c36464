from streamlit.testing.v1 import AppTest

from cnn.ui.components.board import LINK
from tests.ui.held_queue import HeldQueue
from tests.ui.visiting import VISITOR, component, texts


def script() -> None:
    from cnn.ui.components.published_runs import published_runs

    published_runs()


def shown() -> AppTest:
    app = component(script).run()
    assert not app.exception
    return app


def test_only_runs_that_their_owners_have_published_are_shown(held_queue: HeldQueue) -> None:
    private, public = held_queue.start(owner="a"), held_queue.start(owner="b")
    held_queue.finish(private)
    held_queue.finish(public)
    assert "Nobody has published a run yet." in texts(shown())
    held_queue.queue.publish(public, "b", True)
    app = shown()
    [row] = app.dataframe[0].value.to_dict("records")
    assert row[LINK].endswith(public.id)
    names = app.button_group(key="compared").options
    assert public.name in str(names) and private.name not in str(names)


def test_a_run_can_be_taken_off_the_board(held_queue: HeldQueue) -> None:
    run = held_queue.start(owner=VISITOR)
    held_queue.finish(run)
    held_queue.queue.publish(run, VISITOR, True)
    app = shown()
    assert app.dataframe
    held_queue.queue.publish(run, VISITOR, False)
    assert not app.run().dataframe
