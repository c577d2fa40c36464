from cnn import pretrained
from cnn.runs.recipe import DENSE
from cnn.runs.run import Run
from cnn.ui.components.board import LINK
from tests.ui.held_queue import HeldQueue
from tests.ui.visiting import component


def script(runs: "list[Run]") -> None:
    from cnn.ui.components.board import board

    board(runs)


def test_a_board_has_the_finished_runs_alone_and_a_link_to_each(held_queue: HeldQueue) -> None:
    dense, article = held_queue.start(DENSE, owner="a"), held_queue.start(owner="b")
    going_on = held_queue.start(owner="c")
    held_queue.finish(dense, pretrained.DENSE_NETWORK.record)
    held_queue.finish(article)
    app = component(script, runs=[dense, article, going_on]).run()
    rows = app.dataframe[0].value.to_dict("records")
    assert [row["Run"] for row in rows] == [article.name, dense.name]
    assert [row[LINK].rpartition("?")[2] for row in rows] == [
        f"run={article.id}",
        f"run={dense.id}",
    ]
    assert "By" not in rows[0], "outside of a class, nobody has a name"
    assert rows[0]["Test accuracy"] == "sealed"


def test_a_revealed_test_accuracy_stands_on_the_board(held_queue: HeldQueue) -> None:
    run = held_queue.start()
    held_queue.finish(run)
    held_queue.queue.reveal(run, run.owner)
    [row] = component(script, runs=[run]).run().dataframe[0].value.to_dict("records")
    assert row["Test accuracy"] == f"{pretrained.ARTICLE_CNN.record.test.accuracy:.1%}"
