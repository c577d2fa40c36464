import numpy as np
import tensorflow as tf

from cnn.nn.augmentation.rng import RandomStream


def stream(number: int = 1, batch_size: int = 2000) -> RandomStream:
    return RandomStream(tf.constant([number, 7], tf.int64), tf.constant(batch_size))


def draws(rng: RandomStream) -> list[np.ndarray]:
    tensors = [rng.uniform(0, 1), rng.uniform(0, 1), rng.normal(1), rng.field(4), rng.field(28)]
    return [tensor.numpy() for tensor in tensors]


def test_the_same_seed_gives_the_same_numbers() -> None:
    for once, again, other in zip(draws(stream()), draws(stream()), draws(stream(2)), strict=True):
        np.testing.assert_array_equal(once, again)
        assert not np.array_equal(once, other)


def test_numbers_are_the_same_inside_a_data_pipeline() -> None:
    seeds = tf.data.Dataset.from_tensors(tf.constant([1, 7], tf.int64))
    [in_pipeline] = seeds.map(lambda seed: RandomStream(seed, tf.constant(5)).field(4))
    np.testing.assert_array_equal(in_pipeline, stream(batch_size=5).field(4))


def test_no_two_calls_give_the_same_numbers() -> None:
    rng = stream()
    first, second = rng.uniform(0, 1).numpy().ravel(), rng.uniform(0, 1).numpy().ravel()
    assert abs(np.corrcoef(first, second)[0, 1]) < 0.1


def test_uniform_numbers_fill_their_range() -> None:
    numbers = stream().uniform(2, 5).numpy()
    assert numbers.shape == (2000, 1, 1)
    assert 2 <= numbers.min() < 2.05
    assert 4.95 < numbers.max() < 5
    assert abs(numbers.mean() - 3.5) < 0.1


def test_normal_numbers_have_the_standard_deviation() -> None:
    numbers = stream().normal(3).numpy()
    assert numbers.shape == (2000, 1, 1)
    assert abs(numbers.mean()) < 0.3
    assert abs(numbers.std() - 3) < 0.3


def test_chance_is_true_with_its_probability() -> None:
    for probability in (0.0, 0.3, 1.0):
        assert abs(stream().chance(probability).numpy().mean() - probability) < 0.05


def test_fields_are_smoother_the_fewer_cells_they_have() -> None:
    rng = stream(batch_size=200)
    fields = [rng.field(cells).numpy() for cells in (3, 10, 28)]
    assert {field.shape for field in fields} == {(200, 28, 28)}
    steps = [np.abs(np.diff(field, axis=1)).mean() for field in fields]
    assert steps[0] < 0.5 * steps[1] < 0.25 * steps[2]
    assert np.abs(np.diff(fields[0], axis=1)).max() < 1  # no jumps between cells
    assert all(np.percentile(np.abs(field), 95) < 2 for field in fields)
    assert all(field.std() > 0.5 for field in fields)
