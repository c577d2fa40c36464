"""What a training run is doing, in words."""

from cnn.runs.estimates import seconds_until_free
from cnn.runs.history import EndReason
from cnn.runs.record import RunRecord
from cnn.runs.run import Run, RunView, State, TimeLeft
from cnn.ui.training import run_queue


def status(run: Run, view: RunView) -> str:
    """What a run is doing, to follow its name."""
    epoch = f"epoch {view.epoch} of up to {run.recipe.epochs}"
    match view.state:
        case State.QUEUED:
            return _in_queue(run)
        case State.PREPARING:
            return "warming up"
        case State.RUNNING if not view.epoch:
            return "starting"
        case State.RUNNING if run.channel.stopping:
            return "stopping"
        case State.RUNNING if run.channel.paused:
            return f"{epoch}, pausing"
        case State.RUNNING if view.batch == view.batches:
            return f"{epoch}, validating"
        case State.RUNNING:
            left = run.time_left()
            return f"{epoch}, {time_left(left)}" if left else epoch
        case State.PAUSED:
            return f"paused {_where(view)}"
        case State.SUSPENDED:
            waits = not run.elsewhere and run_queue().runs_in_line()
            others = "; other runs go first meanwhile" if waits else ""
            return f"paused {_where(view)}{others}"
        case State.INTERRUPTED if not view.epoch:
            return "interrupted in its first epoch, when the server ended"
        case State.INTERRUPTED:
            return f"interrupted {_where(view)}, when the server ended"
        case State.TESTING:
            return "evaluating the best weights"
        case State.CANCELLED:
            return "canceled before it started"
        case State.FAILED:
            return "failed"
        case State.DONE:
            return _ended(view.record) if view.record else "finished"


def _in_queue(run: Run) -> str:
    if run.elsewhere:
        return "in the queue"
    ahead = run_queue().runs_ahead(run)
    if not ahead:
        return "next in the queue"
    place = f"in the queue: {counted(len(ahead), 'run')} ahead"
    if any(other.view().state is State.PAUSED for other in ahead):
        return f"{place}; a paused one soon lets others go first"
    wait = seconds_until_free(ahead, run_queue().runs(), run_queue().workers)
    return place if wait is None else f"{place}, up to {duration(wait)}"


def _where(view: RunView) -> str:
    if not view.batch or view.batch == view.batches:
        return f"after epoch {len(view.history)}"
    return f"in epoch {view.epoch}"


def _ended(record: RunRecord) -> str:
    epochs = len(record.history)
    match record.history.ended:
        case EndReason.STOPPED:
            return stopped(record)
        case EndReason.EARLY_STOPPING:
            return f"stopped early after {counted(epochs, 'epoch')}"
        case _:
            return f"finished all {epochs} epochs" if epochs > 1 else "finished its epoch"


def stopped(record: RunRecord) -> str:
    """Where somebody stopped a run."""
    at, epochs = record.stopped_at, len(record.history)
    if at is None or at[0] == at[1]:
        return f"stopped after {counted(epochs, 'epoch')}"
    batch, batches = at
    place = f" of epoch {epochs}" if epochs > 1 else ""
    return f"stopped at batch {batch:,} of {batches:,}{place}"


def time_left(left: TimeLeft) -> str:
    """Such as "10 s to 2 min left": early stopping may end a run before its last epoch."""
    shortest, longest = duration(left.shortest), duration(left.longest)
    return f"{longest} left" if shortest == longest else f"{shortest} to {longest} left"


def duration(seconds: float) -> str:
    """Rounded to what can be promised."""
    if seconds < 90:
        return f"{5 * max(1, round(seconds / 5))} s"
    return f"{round(seconds / 60)} min"


def counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
