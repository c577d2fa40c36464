"""What a training run is doing, in words."""

from cnn.runs.run import Run, RunView, State
from cnn.ui.resources import run_queue


def status(run: Run, view: RunView) -> str:
    """What a run is doing, to follow its title."""
    match view.state:
        case State.QUEUED:
            ahead = run_queue().runs_ahead(run)
            return f"in the queue: {counted(ahead, 'run')} ahead" if ahead else "next in the queue"
        case State.PREPARING:
            return "preparing"
        case State.RUNNING if not view.epoch:
            return "starting"
        case State.RUNNING if view.batch == view.batches:
            return f"epoch {view.epoch} of up to {run.recipe.epochs}, validating"
        case State.RUNNING:
            left = run.seconds_left()
            return f"epoch {view.epoch} of up to {run.recipe.epochs}" + (
                f", {_time_left(left)}" if left else ""
            )
        case State.PAUSED:
            return f"paused in epoch {view.epoch}"
        case State.TESTING:
            return "evaluating the best weights on the test set"
        case State.CANCELLED:
            return "canceled before it started"
        case State.FAILED:
            return "failed"
        case State.DONE:
            return f"finished after {counted(len(view.history), 'epoch')}"


def _time_left(seconds: float) -> str:
    if seconds < 90:
        return f"at most {5 * max(1, round(seconds / 5))} s left"
    return f"at most {round(seconds / 60)} min left"


def counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
