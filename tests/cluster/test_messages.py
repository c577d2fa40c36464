from tests.conftest import needs_dask

needs_dask()

from distributed import Client, Future, Scheduler

from cnn.cluster.messages import Dismissed, Post, Report, Steering, downward, upward
from cnn.runs.events import Preparing
from tests.runs.queues import wait_for

STEERING = Steering(stopped=False, paused=True, pauses_after_epochs=False)


def test_messages_arrive_in_their_order(client: Client) -> None:
    here, there = upward("run", client), upward("run", client)
    here.put(Report("one", (Preparing(),)))
    here.put(Report("two", ()))
    assert there.get() == [Report("one", (Preparing(),)), Report("two", ())]
    assert there.get() == [], "nobody waits for the next one"


def test_each_attempt_is_told_something_else(client: Client) -> None:
    first, second = downward("one", client), downward("two", client)
    first.put(Dismissed())
    second.put(STEERING)
    assert downward("two", client).get() == [STEERING]
    assert downward("one", client).get() == [Dismissed()]


def test_what_dask_holds_is_sent_as_it_is(client: Client) -> None:
    here, there = Post("data", client), Post("data", client)
    here.put_future(client.scatter([1, 2, 3])[0])
    (future,) = there.get()
    assert isinstance(future, Future)
    assert future.result() == 1


def queues(dask_scheduler: Scheduler) -> list[str]:
    """Their names; Dask runs this on its scheduler."""
    return list(dask_scheduler.extensions["queues"].queues)


def test_queues_that_both_ends_have_closed_leave_nothing(client: Client) -> None:
    here, there = upward("run", client), upward("run", client)
    here.put(Report("one", ()))
    assert client.run_on_scheduler(queues) == ["run-up"]
    here.close()
    there.close()
    wait_for(lambda: client.run_on_scheduler(queues) == [], seconds=10)
