from streamlit.testing.v1 import AppTest

from cnn.errors import UnbuildableNetwork
from cnn.runs.network import (
    ARTICLE_CNN,
    ActivationName,
    Convolution,
    Dense,
    Dropout,
    Network,
    Pooling,
    PoolingKind,
)
from cnn.runs.recipe import ARTICLE, with_network
from cnn.ui.state import Draft
from tests.networks import NORMALIZED_CNN
from tests.ui.visiting import buttons, component, press


def script(refused: "UnbuildableNetwork | None") -> None:
    from cnn.ui.components.network_editor import network_editor

    network_editor(refused)


def shown(refused: UnbuildableNetwork | None = None, network: Network = ARTICLE_CNN) -> AppTest:
    app = component(script, refused=refused)
    app.session_state["visitor"].draft = Draft(with_network(ARTICLE, network))
    app.run()
    assert not app.exception
    return app


def choose(app: AppTest, label: str, value: object) -> None:
    next(box for box in app.selectbox if box.label == label).set_value(value).run()
    assert not app.exception


def draft_of(app: AppTest) -> Network:
    network = app.session_state["visitor"].draft.recipe.network
    assert isinstance(network, Network)
    return network


def test_every_layer_has_its_settings() -> None:
    app = shown()
    assert [(box.label, box.value) for box in app.selectbox] == [
        ("Filters of layer 1", 32),
        ("Kernel size of layer 1", 3),
        ("Activation of layer 1", ActivationName.RELU),
        ("Kind of layer 2", PoolingKind.MAX),
        ("Size of layer 2", 2),
        ("Filters of layer 3", 64),
        ("Kernel size of layer 3", 2),
        ("Activation of layer 3", ActivationName.RELU),
        ("Kind of layer 4", PoolingKind.MAX),
        ("Size of layer 4", 2),
        ("Units of layer 6", 100),
        ("Activation of layer 6", ActivationName.RELU),
        ("Rate of layer 7", 0.4),
    ]
    assert "32 filters" in app.selectbox[0].options


def test_a_setting_changes_its_layer_alone() -> None:
    app = shown()
    choose(app, "Filters of layer 1", 16)
    choose(app, "Activation of layer 6", ActivationName.TANH)
    assert draft_of(app).layers == (
        Convolution(16, 3),
        *ARTICLE_CNN.layers[1:5],
        Dense(100, ActivationName.TANH),
        *ARTICLE_CNN.layers[6:],
    )
    assert app.session_state["visitor"].draft.recipe.name == "own"


def test_what_is_changed_back_is_the_article_again() -> None:
    app = shown()
    choose(app, "Filters of layer 1", 16)
    choose(app, "Filters of layer 1", 32)
    assert app.session_state["visitor"].draft.recipe == ARTICLE


def test_layers_can_be_removed_and_added() -> None:
    app = shown()
    press(app, "Remove layer 4, pooling")
    assert draft_of(app).layers == (*ARTICLE_CNN.layers[:3], *ARTICLE_CNN.layers[4:])
    press(app, "Add convolution and pooling")
    assert draft_of(app).layers[3:6] == (Convolution(64, 3), Pooling(), ARTICLE_CNN.layers[4])
    press(app, "Add dense")
    assert draft_of(app).layers[-2:] == (Dense(100), ARTICLE_CNN.layers[-1])
    press(app, "Add pooling")
    assert draft_of(app).layers[5] == Pooling()
    press(app, "Add dropout")
    assert draft_of(app).layers[-2] == Dropout(0.4)
    # The settings are those of the layers that are there now.
    assert [box.value for box in app.selectbox if box.label.startswith("Filters")] == [32, 64, 64]


def test_flatten_and_the_output_stay() -> None:
    removable = [label for label in buttons(shown()) if label.startswith("Remove")]
    assert removable == [
        "Remove layer 1, convolution",
        "Remove layer 2, pooling",
        "Remove layer 3, convolution",
        "Remove layer 4, pooling",
        "Remove layer 6, dense",
        "Remove layer 7, dropout",
    ]


def test_layers_of_an_address_are_shown_with_unusual_values() -> None:
    network = Network((Convolution(33, 3), *NORMALIZED_CNN.layers))
    app = shown(network=network)
    assert app.selectbox[0].value == 33
    assert "33 filters" in app.selectbox[0].options


def test_why_it_cannot_be_built_stands_at_the_layer() -> None:
    app = shown(UnbuildableNetwork("Choose a smaller kernel.", 2))
    assert [error.value for error in app.error] == ["Choose a smaller kernel."]
    assert len(shown(UnbuildableNetwork("Too many layers.")).error) == 1
    assert len(shown(UnbuildableNetwork("Ten units.", 7)).error) == 1
