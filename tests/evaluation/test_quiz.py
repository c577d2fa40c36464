import numpy as np
import pytest

from cnn.evaluation.quiz import PAUSE, SEEDS, Game, count_correct, quiz_garments, seed_in

LABELS = np.random.default_rng(0).permutation(np.repeat(np.arange(10), 100)).astype(np.uint8)


def test_a_quiz_has_two_garments_of_each_class() -> None:
    for seed in range(20):
        chosen = quiz_garments(LABELS, seed)
        assert len(set(chosen)) == 20
        assert sorted(LABELS[chosen]) == sorted([*range(10), *range(10)])


def test_a_seed_always_gives_the_same_garments_in_the_same_order() -> None:
    assert list(quiz_garments(LABELS, 7)) == list(quiz_garments(LABELS, 7))
    assert set(quiz_garments(LABELS, 7)) != set(quiz_garments(LABELS, 8))


def test_the_order_gives_no_class_away() -> None:
    firsts = [LABELS[quiz_garments(LABELS, seed)[0]] for seed in range(400)]
    counts = np.bincount(firsts, minlength=10)
    # 40 are expected of each class, with a standard deviation of 6.
    assert counts.min() > 16
    assert counts.max() < 64


def test_every_garment_can_come() -> None:
    labels = LABELS[:200]
    seen = {int(index) for seed in range(300) for index in quiz_garments(labels, seed)}
    assert seen == set(range(200))


def test_a_class_with_too_few_garments_has_all_that_it_has() -> None:
    labels = np.array([0, 0, 0, 4, 9, 9])
    assert sorted(labels[quiz_garments(labels, 1)]) == [0, 0, 4, 9, 9]


@pytest.mark.parametrize(("text", "seed"), [("0", 0), ("7", 7), ("007", 7), ("999999", 999_999)])
def test_a_number_is_a_seed(text: str, seed: int) -> None:
    assert seed_in(text) == seed
    assert seed < SEEDS


@pytest.mark.parametrize(
    "text", ["", "x", "-1", "1.5", "1e3", " 7", "²", "٣", "1000000", "9" * 9999]
)
def test_anything_else_is_none(text: str) -> None:
    assert seed_in(text) is None


def test_answers_are_correct_where_they_are_the_labels() -> None:
    assert count_correct(np.array([0, 3, 9, 9]), np.array([0, 3, 9, 8], np.uint8)) == 3
    assert count_correct(np.array([], int), np.array([], np.uint8)) == 0


def test_answers_are_taken_one_garment_after_the_other() -> None:
    game = Game()
    for number, chosen in enumerate([4, 0, 9]):
        game.show(10.0 * number)
        game.answer(number, chosen, 10.0 * number + 2)
    assert game.answers == [4, 0, 9]


def test_a_garment_that_has_an_answer_takes_no_other() -> None:
    game = Game()
    game.show(0)
    game.answer(0, 4, 1)
    game.answer(0, 5, 2)
    game.show(3)
    game.answer(0, 6, 4)
    assert game.answers == [4]


def test_a_garment_that_has_not_been_shown_takes_no_answer() -> None:
    game = Game()
    game.answer(0, 4, 1)
    game.show(1)
    game.answer(1, 4, 2)
    assert game.answers == []


def test_a_garment_takes_an_answer_once_it_has_been_on_the_page_for_a_moment() -> None:
    game = Game()
    game.show(5)
    game.answer(0, 4, 5 + PAUSE / 2)
    assert game.answers == []
    game.show(5 + PAUSE / 2)  # the page is drawn again
    game.answer(0, 3, 5 + PAUSE)
    assert game.answers == [3]
