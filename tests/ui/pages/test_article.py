from dataclasses import replace

from streamlit.testing.v1 import AppTest

from cnn import pretrained
from cnn.errors import LabError
from cnn.runs.network import ARTICLE_CNN, Convolution, Network
from cnn.runs.recipe import ARTICLE, OWN
from cnn.ui.components.code_cell import CHANGED
from cnn.ui.state import Draft
from tests.ui.held_queue import HeldQueue, begin, end_epoch
from tests.ui.visiting import OpenPage, buttons, pictures, press, protos, texts


def code(app: AppTest) -> str:
    return "\n".join(proto.code_text for proto in protos(app, "code"))


def choose(app: AppTest, label: str, value: object) -> None:
    next(box for box in app.selectbox if box.label == label).set_value(value).run()
    assert not app.exception


def disabled(app: AppTest, label: str) -> bool:
    return next(button for button in app.button if button.label == label).disabled


def test_it_opens_with_the_article_to_the_letter(
    held_queue: HeldQueue, open_page: OpenPage
) -> None:
    app = open_page("article")
    assert app.title[0].value == "What if you change a line?"
    assert [header.value for header in app.header] == [
        "1. Load the data",
        "2. Build the network",
        "3. Compile and train it",
        "4. Draw the loss curve",
        "5. Evaluate it on the validation images",
        "6. Look at the first validation image",
        "7. Predict what it is",
        "8. Evaluate it on the test images, once, at the end",
    ]
    assert CHANGED not in code(app)
    assert disabled(app, "Back to the article")
    assert "**323,286 parameters** in 8 layers" in texts(app)
    score = pretrained.ARTICLE_CNN.record.validation
    assert f"validation loss {score.loss:.4f}, accuracy {score.accuracy:.4f}" in code(app)
    primary = [button.label for button in app.button if button.proto.type == "primary"]
    assert primary == ["Train this code"]


def test_a_change_is_in_the_code_the_sizes_and_the_address_at_once(
    held_queue: HeldQueue, open_page: OpenPage
) -> None:
    app = open_page("article")
    choose(app, "Filters of layer 1", 16)
    assert f'Conv2D(16, kernel_size=3, activation="relu", padding="same")){CHANGED}' in code(app)
    assert code(app).count(CHANGED) == 1
    total = Network((Convolution(16, 3), *ARTICLE_CNN.layers[1:])).parameters
    assert f"**{total:,} parameters**" in texts(app)
    assert app.query_params["network"] == "c16x3-m2-c64x2-m2-f-d100-o0.4"
    assert texts(app).count("Train this code to see its result here.") == 4
    press(app, "Back to the article")
    assert CHANGED not in code(app)
    assert "network" not in app.query_params


def test_what_cannot_be_built_cannot_be_trained(held_queue: HeldQueue, open_page: OpenPage) -> None:
    app = open_page("article")
    for _ in range(3):
        press(app, "Add convolution and pooling")
    assert "leaves nothing of 1 x 1 pixels" in app.error[0].value
    assert disabled(app, "Train this code")
    press(app, "Remove layer 10, pooling")
    assert not app.error
    assert not disabled(app, "Train this code")


def test_the_code_is_trained_with_its_seed_and_shown(
    held_queue: HeldQueue, open_page: OpenPage
) -> None:
    app = open_page("article")
    choose(app, "Filters of layer 1", 16)
    app.number_input[0].set_value(1).run()
    press(app, "Train this code")
    visitor = app.session_state["visitor"]
    [run] = held_queue.queue.runs_of(visitor.id)
    assert (run.recipe.name, run.recipe.epochs, run.seed) == (OWN, 1, 42)
    assert run.recipe.network == Network((Convolution(16, 3), *ARTICLE_CNN.layers[1:]))
    assert "Train this code" not in buttons(app)
    begin(run)
    held_queue.finish(run)
    app.run()
    assert not app.exception
    assert "Use this model" in buttons(app)
    assert "Run again with one change" not in buttons(app)
    assert buttons(app).count("Reveal test result") == 1
    # Another change is other code.
    choose(app, "Batch size", 64)
    assert "Train this code" in buttons(app)


def test_a_training_is_shown_as_fit_prints_it_and_its_curve_below_its_cell(
    held_queue: HeldQueue, open_page: OpenPage
) -> None:
    app = open_page("article")
    assert "Epoch 8/20" in code(app), "the shipped model is of this very code"
    app.number_input[0].set_value(3).run()
    press(app, "Train this code")
    assert "The lines of the epochs appear here." in code(app)
    assert "The curve begins at the end of the first epoch." in texts(app)
    assert texts(app).count("This appears when the training is over.") == 3
    [run] = held_queue.queue.runs_of(app.session_state["visitor"].id)
    begin(run)
    end_epoch(run, 1, val_loss=0.4)
    app.run()
    assert "Epoch 1/3" in code(app)
    assert "val_loss: 0.4000" in code(app)
    assert any("lowest validation loss: 0.400 in epoch 1" in each.alt for each in pictures(app))


def test_a_changed_network_is_seen_beside_the_articles(
    held_queue: HeldQueue, open_page: OpenPage
) -> None:
    app = open_page("article")
    choose(app, "Filters of layer 1", 16)
    press(app, "Train this code")
    [run] = held_queue.queue.runs_of(app.session_state["visitor"].id)
    held_queue.finish(run)
    app.run()
    assert not protos(app, "vega_lite_chart")
    [beside] = [toggle for toggle in app.toggle if toggle.label == "Beside the article's CNN"]
    beside.set_value(True).run()
    loss, accuracy = protos(app, "vega_lite_chart")
    assert run.name in loss.alt and "Article CNN" in accuracy.alt


def test_a_run_that_failed_can_be_tried_again(held_queue: HeldQueue, open_page: OpenPage) -> None:
    app = open_page("article")
    press(app, "Train this code")
    [run] = held_queue.queue.runs_of(app.session_state["visitor"].id)
    assert run.future is not None
    run.future.set_exception(LabError("What went wrong."))
    app.run()
    assert "What went wrong." in texts(app)
    press(app, "Train this code")
    assert len(held_queue.queue.runs_of(app.session_state["visitor"].id)) == 2


def test_a_run_of_changed_code_is_changed_on_this_page(
    held_queue: HeldQueue, open_page: OpenPage
) -> None:
    app = open_page("train")
    visitor = app.session_state["visitor"]
    own = replace(ARTICLE, name=OWN, network=Network((Convolution(8, 3), *ARTICLE_CNN.layers[1:])))
    run = held_queue.start(own, owner=visitor.id)
    held_queue.finish(run)
    app.run()
    press(app, "Run again with one change")
    assert app.title[0].value == "What if you change a line?"
    assert visitor.draft == Draft(own, run.seed, 1)
    assert "Conv2D(8," in code(app)
