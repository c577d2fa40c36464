import json
import time
from dataclasses import replace

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from cnn.runs.moment_file import Place
from cnn.runs.recipe import ARTICLE, DENSE
from cnn.runs.run import Run
from cnn.runs.timeline import moment_file
from cnn.ui import resources, training
from cnn.ui.components.timeline import NOW, STEP
from cnn.ui.components.timeline_pin import FIRST
from tests.ui.held_queue import HeldQueue, begin
from tests.ui.moments import write_moments, write_newest
from tests.ui.visiting import (
    VISITOR,
    buttons,
    component,
    count_calls,
    pictures,
    press,
    protos,
    texts,
    wait_until_over,
)

EARLY, EPOCH_1, LATER, EPOCH_2 = (
    Place(0, 60, 1_500),
    Place(1, 0, 1_500),
    Place(1, 700, 1_500),
    Place(2, 0, 1_500),
)


def script(run: "Run") -> None:
    import streamlit as st

    from cnn.ui.components.timeline import timeline

    st.session_state["drawn"] = st.session_state.get("drawn", 0) + 1

    def on_branch(*choice: object) -> None:
        st.session_state["branch"] = choice

    timeline(run, on_branch)


def shown(run: Run) -> AppTest:
    resources.provider().get()
    return again(component(script, run=run))


def again(app: AppTest) -> AppTest:
    app.run()
    assert not app.exception
    return app


def in_training(held_queue: HeldQueue, *places: Place, newest: Place | None = None) -> Run:
    """A run of the dense network that trains, with these moments."""
    run = held_queue.start(DENSE)
    begin(run)
    record(run, *places, newest=newest)
    return run


def record(run: Run, *places: Place, newest: Place | None = None, seed: int = 100) -> None:
    assert run.folder is not None
    write_moments(run.folder, run.recipe.network, *places)
    if newest:
        write_newest(run.folder, run.recipe.network, seed, newest)


def moment(app: AppTest) -> str:
    """The name of the chosen one."""
    [slider] = app.select_slider
    return str(slider.format_func(slider.value))


def names(app: AppTest) -> list[str]:
    [slider] = app.select_slider
    return list(slider.options)


def move_to(app: AppTest, place: Place) -> None:
    app.select_slider[0].set_value(moment_file(place))
    again(app)


def bars(app: AppTest) -> list[float]:
    [proto] = protos(app, "bidi_component")
    return [bar["probability"] for bar in json.loads(proto.json)["bars"]]


def announced(app: AppTest) -> str:
    [proto] = protos(app, "bidi_component")
    return str(json.loads(proto.json)["answer"])


def test_the_newest_weights_are_shown_until_the_visitor_chooses(held_queue: HeldQueue) -> None:
    run = in_training(held_queue, EARLY)
    app = shown(run)
    assert moment(app) == "60 batches"
    record(run, EARLY, EPOCH_1, newest=LATER)
    again(app)
    assert names(app) == ["60 batches", "epoch 1", NOW]
    assert moment(app) == NOW
    move_to(app, EPOCH_1)
    record(run, EARLY, EPOCH_1, EPOCH_2)
    assert moment(again(app)) == "epoch 1"


def test_the_bars_are_those_of_the_chosen_moment(held_queue: HeldQueue) -> None:
    app = shown(in_training(held_queue, EARLY, EPOCH_1))
    newest = bars(app)
    move_to(app, EARLY)
    earlier = bars(app)
    assert earlier != newest
    move_to(app, EPOCH_1)
    assert bars(app) == newest


def test_the_bars_grow_along_while_the_run_trains(
    held_queue: HeldQueue, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = in_training(held_queue, newest=EARLY)
    app = shown(run)
    before = bars(app)
    reads = count_calls(monkeypatch, "cnn.ui.replays", "read_weights")
    again(app)
    assert not reads, "the file has not changed"
    record(run, newest=EARLY, seed=7)
    again(app)
    assert len(reads) == 1
    assert bars(app) != before
    assert announced(app) == "", "nobody wants to hear each change"


def test_a_moment_that_was_chosen_is_announced(held_queue: HeldQueue) -> None:
    app = shown(in_training(held_queue, EARLY, EPOCH_1))
    assert "with" in announced(app)


def test_the_moments_are_played_from_the_first_to_the_newest(held_queue: HeldQueue) -> None:
    run = in_training(held_queue, EARLY, EPOCH_1, newest=LATER)
    app = shown(run)
    press(app, "Play")
    assert moment(app) == "60 batches"
    seen = {moment(app)}
    deadline = time.monotonic() + 20
    while "Stop playing" in buttons(app):
        assert time.monotonic() < deadline
        seen.add(moment(again(app)))
        time.sleep(STEP / 3)
    assert seen == {"60 batches", "epoch 1", NOW}
    assert moment(app) == NOW


def test_playing_can_be_stopped_and_stops_when_the_visitor_chooses(held_queue: HeldQueue) -> None:
    app = shown(in_training(held_queue, EARLY, EPOCH_1))
    press(app, "Play")
    press(app, "Stop playing")
    assert "Play" in buttons(app)
    press(app, "Play")
    move_to(app, EPOCH_1)
    assert "Play" in buttons(app)


def test_before_the_first_moment_its_place_is_kept_with_one_sentence(held_queue: HeldQueue) -> None:
    app = shown(held_queue.start())
    assert "The first moment comes after a few batches." in texts(app)
    assert not app.select_slider


def test_a_finished_run_without_moments_has_no_timeline(held_queue: HeldQueue) -> None:
    run = held_queue.start()
    held_queue.finish(run)
    assert texts(shown(run)) == ""


def test_a_moment_that_is_gone_is_told(held_queue: HeldQueue) -> None:
    run = in_training(held_queue, EARLY, EPOCH_1)
    assert run.folder is not None
    (run.folder / moment_file(EPOCH_1)).write_bytes(b"half")
    assert "This moment is gone. Choose another one." in texts(shown(run))


def test_a_run_of_somebody_else_has_its_timeline_too(held_queue: HeldQueue) -> None:
    run = held_queue.start(DENSE, owner="somebody else")
    begin(run)
    record(run, EARLY, EPOCH_1)
    assert names(shown(run)) == ["60 batches", "epoch 1"]


def test_a_recorded_run_ends_with_the_answer_of_its_model(lab: None) -> None:
    """Of a real training, whose last epoch is the best."""
    recipe = replace(ARTICLE, epochs=2, training_images=320)
    run = training.run_queue().start(recipe, VISITOR, seed=7)
    wait_until_over(run)
    app = shown(run)
    assert names(app)[-2:] == ["epoch 1", "epoch 2"]
    assert [picture.alt for picture in pictures(app)][1:] == [
        "The 32 kernels of the first layer",
        "The 32 feature maps of the garment",
    ]
    data = resources.provider().get()
    assert data is not None
    image = next(
        image
        for image, label in zip(data.validation.images, data.validation.labels, strict=True)
        if label == FIRST
    )
    answer = resources.classifier(training.run_queue().model_path(run)).classify_garments(
        image[np.newaxis]
    )
    best = run.view().history.best
    assert best is not None and best.epoch == 2
    np.testing.assert_allclose(bars(app), answer[0], atol=0.01)
    move_to(app, Place(1, 0, 10))
    assert np.abs(np.array(bars(app)) - answer[0]).max() > 0.01
