from dataclasses import replace

from streamlit.testing.v1 import AppTest

from cnn.runs.recipe import ARTICLE, OptimizerName
from cnn.ui.state import Draft
from tests.ui.visiting import component


def script() -> None:
    from cnn.ui.components.training_editor import training_editor

    training_editor()


def shown(draft: Draft) -> AppTest:
    app = component(script)
    app.session_state["visitor"].draft = draft
    app.run()
    assert not app.exception
    return app


def choose(app: AppTest, label: str, value: object) -> None:
    next(box for box in app.selectbox if box.label == label).set_value(value).run()
    assert not app.exception


def test_the_settings_are_those_of_the_article() -> None:
    app = shown(Draft())
    assert [(box.label, box.value) for box in app.selectbox] == [
        ("Optimizer", OptimizerName.ADAM),
        ("Learning rate", 0.001),
        ("Batch size", 32),
        ("Patience", 2),
    ]
    assert [(box.label, box.value) for box in app.number_input] == [
        ("Maximum epochs", 20),
        ("Seed", 42),
    ]


def test_every_setting_changes_the_draft() -> None:
    app = shown(Draft())
    choose(app, "Optimizer", OptimizerName.SGD)
    choose(app, "Learning rate", 0.01)
    choose(app, "Batch size", 64)
    choose(app, "Patience", 0)
    app.number_input[0].set_value(1).run()
    app.number_input[1].set_value(7).run()
    draft = app.session_state["visitor"].draft
    assert draft.recipe == replace(
        ARTICLE,
        optimizer=OptimizerName.SGD,
        learning_rate=0.01,
        batch_size=64,
        epochs=1,
        patience=None,
    )
    assert draft.seed == 7


def test_an_empty_field_leaves_the_last_value() -> None:
    app = shown(Draft())
    for field in app.number_input:
        field.set_value(None).run()
        assert not app.exception
    assert app.session_state["visitor"].draft == Draft()


def test_unusual_values_of_an_address_are_shown() -> None:
    app = shown(Draft(replace(ARTICLE, batch_size=48, patience=7, learning_rate=0.5)))
    values = {box.label: box.value for box in app.selectbox}
    assert (values["Batch size"], values["Patience"], values["Learning rate"]) == (48, 7, 0.5)
