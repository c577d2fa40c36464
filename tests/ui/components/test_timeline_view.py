import numpy as np
from streamlit.testing.v1 import AppTest

from cnn import pretrained
from cnn.nn.explain.replay import Replay, Snapshot
from cnn.nn.training.compiled_networks import initial_network
from cnn.runs.network import ARTICLE_CNN, DENSE_NETWORK, AnyNetwork
from cnn.runs.run import Run
from cnn.runs.timeline import Moment
from cnn.ui.components.timeline_pin import Pinned
from tests.ui.held_queue import HeldQueue
from tests.ui.visiting import component, pictures, protos, texts

GARMENT = Pinned("Shirt", np.zeros((28, 28), np.float32), 6, "key")


def script(run: "Run", moment: "Moment", seen: "Snapshot", garment: "Pinned") -> None:
    from cnn.ui.components.timeline_view import timeline_view

    timeline_view(run, moment, seen, garment, others=10, live=False)


def shown(held_queue: HeldQueue, network: AnyNetwork) -> AppTest:
    run = held_queue.start()
    held_queue.finish(run)
    seen = Replay(network).at(initial_network(network, 1).get_weights(), GARMENT.image)
    moment = Moment(2.0, "timeline/2-0-1500.npz")
    app = component(script, run=run, moment=moment, seen=seen, garment=GARMENT).run()
    assert not app.exception
    return app


def test_the_curve_has_the_moment_marked(held_queue: HeldQueue) -> None:
    [chart] = protos(shown(held_queue, DENSE_NETWORK), "vega_lite_chart")
    epochs = pretrained.ARTICLE_CNN.record.epochs
    assert chart.alt.endswith(f"; marked: 2 of {epochs} epochs.")


def test_the_first_kernels_stand_beside_what_they_make_of_the_garment(
    held_queue: HeldQueue,
) -> None:
    app = shown(held_queue, ARTICLE_CNN)
    assert [picture.alt for picture in pictures(app)] == [
        "The pinned garment: Shirt",
        "The 32 kernels of the first layer",
        "The 32 feature maps of the garment",
    ]
    assert "Each kernel has its picture at the same place" in texts(app)


def test_a_dense_network_has_no_kernels(held_queue: HeldQueue) -> None:
    app = shown(held_queue, DENSE_NETWORK)
    assert len(pictures(app)) == 1
    assert "kernel" not in texts(app).lower()
