from cnn.plots.curve_data import trace_rows, visible_trace
from cnn.runs.history import History
from tests.plots.histories import EARLY, IN_EPOCH_2, OVERFITTING, STOPPED, epoch, trace


def points(history: History) -> list[tuple[float, float]]:
    rows = trace_rows("loss", history)
    return [(row["epoch"], row["value"]) for row in rows if row["part"] == "batch"]


def test_the_line_within_an_epoch_ends_exactly_in_its_training_point() -> None:
    assert points(OVERFITTING) == [(0.2, 1.4), (0.6, 0.8), (1.0, 0.524), (1.5, 0.39), (2.0, 0.354)]
    assert points(STOPPED) == [(0.08, 1.5), (0.2, 1.1)]


def test_each_epoch_has_a_line_of_its_own() -> None:
    assert [row["line"] for row in trace_rows("loss", OVERFITTING)] == [1, 1, 1, 2, 2]


def test_means_over_the_first_few_batches_count_in_the_first_epoch_only() -> None:
    history = History((epoch(1, 0.5, 0.3),), trace=trace((0.04, 2.0), (1.04, 0.1), (1.2, 0.4)))
    assert points(history) == [(0.04, 2.0), (1.0, 0.5), (1.2, 0.4)]


def test_lines_are_visible_where_the_axis_has_room_for_them() -> None:
    lines = {
        name: {row["line"] for row in visible_trace("loss", history, from_first_batch=False)}
        for name, history in {"early": EARLY, "second": IN_EPOCH_2, "over": OVERFITTING}.items()
    }
    assert lines == {"early": {1}, "second": {2}, "over": set()}
    every = visible_trace("loss", OVERFITTING, from_first_batch=True)
    assert every == trace_rows("loss", OVERFITTING)
