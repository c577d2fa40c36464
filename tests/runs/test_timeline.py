from pathlib import Path

import numpy as np
import pytest

from cnn.runs.moment_file import Kind, Place, moment_content
from cnn.runs.timeline import (
    Moment,
    Timeline,
    is_moment,
    moment_name,
    moments,
    most_crowded,
    newest,
)
from tests.runs.test_files import room_for

MOMENT = 1_000
"""Bytes."""


def write(timeline: Timeline, *places: Place) -> None:
    for place in places:
        timeline.write(place, bytes(MOMENT))


def epochs(folder: Path) -> list[float]:
    return [moment.epochs for moment in moments(folder)]


def test_moments_are_listed_oldest_first(tmp_path: Path) -> None:
    write(Timeline(tmp_path), Place(10, 0, 40), Place(2, 0, 40), Place(0, 10, 40))
    assert moments(tmp_path) == (
        Moment(0.25, "timeline/0-10-40.npz"),
        Moment(2, "timeline/2-0-40.npz"),
        Moment(10, "timeline/10-0-40.npz"),
    )
    assert all((tmp_path / moment.file).is_file() for moment in moments(tmp_path))


def test_a_run_of_an_earlier_version_has_none(tmp_path: Path) -> None:
    assert moments(tmp_path) == ()
    assert newest(tmp_path) is None


def test_the_same_place_has_one_moment(tmp_path: Path) -> None:
    write(Timeline(tmp_path), Place(1, 0, 40), Place(1, 0, 40))
    assert epochs(tmp_path) == [1]


def test_the_whole_stays_within_its_bound_and_early_moments_stay_dense(tmp_path: Path) -> None:
    timeline = Timeline(tmp_path, most_bytes=8 * MOMENT)
    early = [Place(0, batch, 1_500) for batch in (60, 160, 400, 1_000)]
    for place in [*early, *(Place(epoch, 0, 1_500) for epoch in range(1, 31))]:
        write(timeline, place)
        files = list((tmp_path / "timeline").iterdir())
        assert sum(file.stat().st_size for file in files) <= 8 * MOMENT
        assert epochs(tmp_path)[0] == early[0].epochs
        assert epochs(tmp_path)[-1] == place.epochs
    kept = epochs(tmp_path)
    assert len(kept) == 8
    assert sum(moment <= 3 for moment in kept) >= 4
    gaps = np.diff(kept)
    assert gaps[0] == gaps.min() and gaps[-3:].mean() > 10 * gaps[0]


def test_of_a_branch_the_moments_after_it_stay_dense(tmp_path: Path) -> None:
    timeline = Timeline(tmp_path, began=5, most_bytes=5 * MOMENT)
    write(timeline, *(Place(5, batch, 1_500) for batch in (0, 60, 160)))
    write(timeline, *(Place(epoch, 0, 1_500) for epoch in range(6, 20)))
    assert epochs(tmp_path)[:2] == [5, 5.04]


def test_the_one_with_the_nearest_neighbors_is_dropped() -> None:
    assert most_crowded([1, 2, 3, 9]) == 1
    assert most_crowded([0.1, 1, 1.5, 2, 9]) == 2
    assert most_crowded([0, 1, 9, 10]) == 2, "a branch begins at zero"
    assert most_crowded([1, 2]) == 0


def test_two_moments_that_have_no_room_leave_the_newest(tmp_path: Path) -> None:
    timeline = Timeline(tmp_path, most_bytes=MOMENT)
    write(timeline, Place(1, 0, 40), Place(2, 0, 40))
    assert epochs(tmp_path) == [2]
    timeline.write(Place(3, 0, 40), bytes(MOMENT + 1))
    assert epochs(tmp_path) == [2]


def test_a_run_that_goes_on_has_no_moments_ahead_of_it(tmp_path: Path) -> None:
    timeline = Timeline(tmp_path)
    write(timeline, Place(1, 0, 40), Place(1, 20, 40), Place(2, 0, 40))
    (tmp_path / "timeline" / ".2-10-40.npz.partial").write_bytes(b"half")
    timeline.go_on_from(1.5)
    assert epochs(tmp_path) == [1, 1.5]
    assert len(list((tmp_path / "timeline").iterdir())) == 2
    Timeline(tmp_path / "new").go_on_from(0)


def test_a_full_disk_leaves_the_moments_before(tmp_path: Path) -> None:
    timeline = Timeline(tmp_path)
    write(timeline, Place(1, 0, 40))
    with room_for(100), pytest.raises(OSError):
        write(timeline, Place(2, 0, 40))
    assert epochs(tmp_path) == [1]
    assert len(list((tmp_path / "timeline").iterdir())) == 1


def test_the_newest_weights_are_replaced_until_the_run_ends(tmp_path: Path) -> None:
    timeline = Timeline(tmp_path)
    for batch in (10, 20):
        place = Place(0, batch, 40)
        timeline.write_newest(moment_content([(Kind.WEIGHT, np.zeros(3))], place, 0))
        assert newest(tmp_path) == Moment(place.epochs, "timeline/newest.npz")
    assert moments(tmp_path) == ()
    timeline.end()
    assert newest(tmp_path) is None


def test_a_moment_is_told_from_the_state_of_a_checkpoint() -> None:
    assert is_moment("timeline/1-0-40.npz")
    assert not is_moment("state-1-0.npz")


@pytest.mark.parametrize(
    ("epochs", "name"),
    [
        (1 / 1_500, "1 batch"),
        (1_000 / 1_500, "1,000 batches"),
        (1.0, "epoch 1"),
        (2.54, "epoch 2.54"),
        (2.9987, "epoch 2.99"),
        (12.0, "epoch 12"),
        (12.98, "epoch 12.98"),
    ],
)
def test_moments_are_named_by_batches_first_and_by_epochs_then(epochs: float, name: str) -> None:
    assert moment_name(epochs, 1_500) == name
