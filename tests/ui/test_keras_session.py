"""A page that is drawn must not disturb a model that another thread is building."""

import threading

import keras
from streamlit.testing.v1 import AppTest

from cnn import pretrained
from cnn.nn import networks
from cnn.ui import resources


def test_drawing_a_page_leaves_keras_state_alone(app: AppTest) -> None:
    app.run()
    resources.classifier(pretrained.DEFAULT.path)
    count = keras.backend.get_uid("probe")
    app.run()
    assert keras.backend.get_uid("probe") == count + 1


def test_models_can_be_built_while_pages_are_drawn(app: AppTest) -> None:
    app.run()
    resources.classifier(pretrained.DEFAULT.path)
    faults: list[Exception] = []
    stop = threading.Event()

    def build() -> None:
        while not stop.is_set():
            try:
                networks.article_cnn()
            except Exception as fault:
                faults.append(fault)

    builder = threading.Thread(target=build)
    builder.start()
    for _ in range(10):
        app.run()
    stop.set()
    builder.join()
    assert faults == []
