import threading

from tests.conftest import needs_dask

needs_dask()

from distributed import Client

from cnn.cluster.messages import Dismissed, Post, Report, Steering, downward, upward
from cnn.runs.events import Preparing

STEERING = Steering(stopped=False, paused=True, pauses_after_epochs=False)


def test_messages_arrive_in_their_order(client: Client) -> None:
    here, there = upward("run", client), upward("run", client)
    here.put(Report("one", (Preparing(),)))
    here.put(Report("two", ()))
    assert there.get(1) == Report("one", (Preparing(),))
    assert there.get_rest() == [Report("two", ())]
    assert there.get_rest() == []


def test_who_waits_in_vain_gets_nothing(client: Client) -> None:
    assert upward("run", client).get(0.05) is None


def test_who_waits_gets_what_is_sent_meanwhile(client: Client) -> None:
    threading.Timer(0.1, lambda: downward("attempt", client).put(STEERING)).start()
    assert downward("attempt", client).get(10) == STEERING


def test_each_attempt_is_told_something_else(client: Client) -> None:
    first, second = downward("one", client), downward("two", client)
    first.put(Dismissed())
    second.put(STEERING)
    assert (downward("two", client).get(1), downward("one", client).get(1)) == (
        STEERING,
        Dismissed(),
    )


def test_what_dask_holds_is_sent_as_it_is(client: Client) -> None:
    here, there = Post("data", client), Post("data", client)
    here.put_future(client.scatter([1, 2, 3])[0])
    assert there.get(5).result() == 1  # type: ignore[attr-defined]
