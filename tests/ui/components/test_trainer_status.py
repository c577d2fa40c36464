from cnn.runs.events import Paused
from cnn.runs.recipe import ARTICLE, FAST, Recipe
from cnn.runs.run import Run, State
from tests.ui.held_queue import HeldQueue, begin, end_epoch, train_batches
from tests.ui.visiting import component, texts


def script(recipe: "Recipe", active: "Run | None") -> None:
    from cnn.ui.components.trainer_status import trainer_status

    trainer_status(recipe, active)


def shown(recipe: Recipe = ARTICLE, active: Run | None = None) -> str:
    return texts(component(script, recipe=recipe, active=active).run())


def test_a_lab_that_has_not_trained_yet_promises_nothing(held_queue: HeldQueue) -> None:
    assert shown() == ""


def test_everybody_sees_what_the_lab_trains_and_how_many_wait(held_queue: HeldQueue) -> None:
    run = held_queue.start(ARTICLE, owner="ada")
    held_queue.queue.rename(run, "ada", "Adas secret")
    begin(run)
    train_batches(run, 1, 1)
    assert shown() == (
        "Training now: Article CNN, epoch 1 of up to 20. A new run begins after that."
    )
    held_queue.start(FAST, owner="bob")
    assert "1 run in the queue." in shown()


def test_once_the_pace_is_known_it_is_spoken_of(held_queue: HeldQueue) -> None:
    run = held_queue.start(ARTICLE, owner="ada")
    begin(run)
    end_epoch(run, 1, val_loss=0.4, seconds=12)
    text = shown()
    assert "A new run begins after that, in up to 4 min." in text
    assert "An epoch takes about 12 s here: at most 4 min in all." in text
    assert "An epoch takes" not in shown(FAST)


def test_a_paused_run_is_said_to_let_others_go_first(held_queue: HeldQueue) -> None:
    run = held_queue.start(ARTICLE, owner="ada")
    begin(run)
    end_epoch(run, 1, val_loss=0.4, seconds=12)
    run.on_event(Paused())
    assert shown().startswith(
        "Training now: Article CNN, epoch 1 of up to 20, paused. "
        "A run that stays paused soon lets others go first."
    )


def test_a_run_that_left_its_worker_keeps_nobody_waiting(held_queue: HeldQueue) -> None:
    run = held_queue.start(ARTICLE, owner="ada")
    begin(run)
    train_batches(run, 1, 10)
    held_queue.suspend(run)
    assert "Training now" not in shown()


def test_who_has_an_interrupted_run_is_told_what_to_do_with_it(held_queue: HeldQueue) -> None:
    run = held_queue.start(ARTICLE)
    run.change(state=State.INTERRUPTED)
    assert shown(active=run) == (
        "Article CNN 1 was interrupted. Resume it, or stop it to start another run."
    )
