from dataclasses import replace

from streamlit.testing.v1 import AppTest

from cnn import pretrained
from cnn.runs.history import History
from cnn.runs.network import BOOK_CNN
from cnn.runs.recipe import ARTICLE, FAST, OWN, OWN_TITLE
from cnn.runs.run import Run
from cnn.ui.components.compare_runs import Compared, comparison
from tests.ui.held_queue import HeldQueue, begin, end_epoch
from tests.ui.visiting import buttons, component, press, protos, texts

RECORD = pretrained.ARTICLE_CNN.record
DENSE = pretrained.DENSE_NETWORK.record


def script(runs: "list[Run]") -> None:
    from cnn.ui.components.compare_runs import compare_runs

    compare_runs(runs)


def shown(*runs: Run) -> AppTest:
    app = component(script, runs=list(runs)).run()
    assert not app.exception
    return app


def choose(app: AppTest, *keys: str) -> None:
    app.button_group(key="compared").set_value(list(keys)).run()
    assert not app.exception


def charts(app: AppTest) -> list[str]:
    return [proto.alt for proto in protos(app, "vega_lite_chart")]


def test_the_articles_cnn_is_compared_with_the_dense_network_by_one_click(lab: None) -> None:
    app = shown()
    assert charts(app) == []
    press(app, "The article's CNN against the dense network")
    loss, accuracy = charts(app)
    for alt in (loss, accuracy):
        assert "Article CNN" in alt and "Dense network" in alt
    rows = app.dataframe[0].value.to_dict("records")
    assert [row["Run"] for row in rows] == ["Article CNN", "Dense network"]
    assert [row["Parameters"] for row in rows] == ["323,286", "79,510"]
    assert [row["Best validation loss"] for row in rows] == [
        f"{record.history.best.val_loss:.3f}" for record in (RECORD, DENSE) if record.history.best
    ]


def test_it_is_compared_with_ones_own_network_by_one_click(held_queue: HeldQueue) -> None:
    own = held_queue.start(replace(ARTICLE, name=OWN, title=OWN_TITLE, network=BOOK_CNN))
    assert f"The article's CNN against {own.name}" not in buttons(shown(own))
    begin(own)
    end_epoch(own, 1, val_loss=0.4)
    app = shown(own)
    press(app, f"The article's CNN against {own.name}")
    loss, accuracy = charts(app)
    for alt in (loss, accuracy):
        assert "Article CNN" in alt and own.name in alt


def test_runs_that_go_on_are_compared_too(held_queue: HeldQueue) -> None:
    run = held_queue.start(FAST)
    begin(run)
    end_epoch(run, 1, val_loss=0.4)
    app = shown(run)
    choose(app, run.id, "article_cnn")
    assert "Fast 1" in charts(app)[0]


def test_a_run_without_an_epoch_cannot_be_chosen(held_queue: HeldQueue) -> None:
    run = held_queue.start(FAST)
    assert run.name not in shown(run).button_group(key="compared").options
    begin(run)
    end_epoch(run, 1, val_loss=0.4)
    assert run.name in shown(run).button_group(key="compared").options


def test_a_branch_is_compared_before_its_first_epoch(held_queue: HeldQueue) -> None:
    parent, branch = held_queue.start(FAST), held_queue.start(FAST, owner="somebody else")
    begin(parent)
    end_epoch(parent, 1, val_loss=0.4)

    def script(parent: "Run", branch: "Run") -> None:
        import streamlit as st

        from cnn.ui.components.compare_runs import compare, compare_runs

        compare_runs([parent, branch])
        if st.button("Branch"):
            compare(parent, branch)
            st.rerun()

    app = component(script, parent=parent, branch=branch).run()
    press(app, "Branch")
    assert f"{branch.name}: no epoch yet" in charts(app)[0]
    rows = app.dataframe[0].value.to_dict("records")
    assert [row["Epochs trained"] for row in rows] == ["1", ""]


def test_one_run_alone_is_not_compared(lab: None) -> None:
    app = shown()
    choose(app, "article_cnn")
    assert charts(app) == []
    assert "Choose two runs or more" in texts(app)


def test_a_run_that_is_gone_is_no_longer_chosen(held_queue: HeldQueue) -> None:
    run = held_queue.start()
    held_queue.finish(run)
    app = component(script, runs=[])
    app.session_state["compared"] = [run.id, "article_cnn"]
    assert not app.run().exception
    assert charts(app) == []


def compared(name: str, **settings: object) -> Compared:
    recipe = replace(ARTICLE, **settings)  # type: ignore[arg-type]
    return Compared(name, recipe, 1, RECORD.history, RECORD)


def test_the_table_names_only_the_settings_that_differ() -> None:
    first, second = comparison([compared("one"), compared("two", batch_size=64)])
    assert first["Batch size"] == "32" and second["Batch size"] == "64"
    assert not {"Learning rate", "Seed", "Recipe"} & set(first)


def test_a_run_that_goes_on_has_no_parameters_yet() -> None:
    going_on = Compared("one", ARTICLE, 2, History(RECORD.history.epochs[:2]), None)
    first, second = comparison([going_on, compared("two")])
    assert first["Parameters"] == ""
    assert first["Epochs trained"] == "2"
    assert second["Seed"] == "1"
