import numpy as np

from cnn.evaluation.sampling import stratified_sample
from tests.conftest import striped_garments


def test_a_sample_has_every_class_in_its_share() -> None:
    labels = np.repeat([0, 3, 7], [600, 300, 100])
    sample = stratified_sample(labels, 100)
    assert len(set(sample)) == 100
    np.testing.assert_array_equal(np.bincount(labels[sample])[[0, 3, 7]], [60, 30, 10])
    assert len(np.unique(labels[sample[:20]])) == 3, "mixed"


def test_a_sample_is_random_and_always_the_same() -> None:
    labels = np.zeros(1000, np.uint8)
    sample = stratified_sample(labels, 100)
    np.testing.assert_array_equal(sample, stratified_sample(labels, 100))
    assert not np.array_equal(sample, stratified_sample(labels, 100, seed=1))
    assert not np.array_equal(np.sort(sample), sample)


def test_a_sample_of_more_than_there_are_is_all() -> None:
    np.testing.assert_array_equal(np.sort(stratified_sample(np.arange(7), 100)), np.arange(7))


def test_every_beginning_of_the_order_has_all_classes_alike() -> None:
    labels = striped_garments(20, seed=5).labels
    order = stratified_sample(labels, 200)
    assert sorted(order) == list(range(200))
    for end in (10, 20, 100):
        assert np.bincount(labels[order[:end]], minlength=10).tolist() == [end // 10] * 10
    np.testing.assert_array_equal(stratified_sample(labels, 200), order)


def test_a_class_that_is_twice_as_frequent_comes_twice_as_often() -> None:
    labels = np.repeat([0, 1], [40, 20])
    first = labels[stratified_sample(labels, 30)]
    assert np.bincount(first).tolist() == [20, 10]
