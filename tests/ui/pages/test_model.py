from cnn import pretrained
from cnn.nn import networks
from cnn.runs.recipe import DENSE
from tests.ui.held_queue import HeldQueue
from tests.ui.visiting import OpenPage, metrics, protos, texts


def test_it_shows_accuracy_and_layers(open_page: OpenPage) -> None:
    app = open_page("model")
    assert app.title[0].value == "What is inside, and how good is it?"
    assert metrics(app)["Parameters"] == "323,286"
    accuracy = pretrained.ARTICLE_CNN.record.test.accuracy
    assert metrics(app)["Test accuracy"] == f"{accuracy:.1%}"
    table = app.dataframe[0].value
    assert list(table["Parameters"])[:3] == [320, 0, 8256]
    assert "3·3·1·32 + 32 = 320" in texts(app)


def test_the_diagram_shows_shapes_if_wanted(open_page: OpenPage) -> None:
    app = open_page("model")
    [with_shapes] = protos(app, "graphviz_chart")
    app.toggle(key="shapes").set_value(False).run()
    [without] = protos(app, "graphviz_chart")
    assert "28, 28, 32" in with_shapes.spec
    assert "28, 28, 32" not in without.spec


def test_a_model_without_convolutions_has_no_explanation_of_them(
    held_queue: HeldQueue, open_page: OpenPage
) -> None:
    explained = "Parameters of the first convolution"
    app = open_page("model")
    assert explained in texts(app)
    run = held_queue.start(DENSE, owner=app.session_state["visitor"].id)
    held_queue.finish(run)
    networks.dense_network().save(held_queue.queue.model_path(run))
    app.run()
    app.selectbox[0].set_value(run.id).run()
    assert not app.exception
    assert list(app.dataframe[0].value["Parameters"]) == [0, 78500, 1010]
    assert explained not in texts(app)


def test_the_loss_curve_can_be_downloaded(open_page: OpenPage) -> None:
    downloads = protos(open_page("model"), "download_button")
    assert [proto.label for proto in downloads] == ["Download loss curve"]


def test_every_chart_says_what_it_shows(open_page: OpenPage) -> None:
    app = open_page("model")
    charts = [*protos(app, "vega_lite_chart"), *protos(app, "graphviz_chart")]
    assert [bool(chart.alt) for chart in charts] == [True] * 4
    assert "Validation garments by label and prediction" in charts[2].alt
