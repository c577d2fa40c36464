import time
from itertools import pairwise

import numpy as np
import pytest
from sklearn.manifold import TSNE
from threadpoolctl import threadpool_info

from cnn.evaluation import garment_map
from cnn.evaluation.garment_map import (
    GARMENTS,
    NEIGHBORS,
    STAGES,
    GarmentMap,
    Unfolding,
    garments_for,
    tsne,
)

COUNT, UNITS = 120, 60


@pytest.fixture(scope="module")
def features() -> np.ndarray:
    """Of four groups, float32 (120, 60)."""
    rng = np.random.default_rng(0)
    centers = rng.normal(0, 2, (4, UNITS))
    return (centers[np.arange(COUNT) % 4] + rng.normal(size=(COUNT, UNITS))).astype(np.float32)


def map_of(features: np.ndarray) -> GarmentMap:
    return GarmentMap(np.arange(len(features)), features)


def test_a_map_has_fewer_garments_if_a_network_gives_each_of_them_many_features() -> None:
    assert garments_for(256) == GARMENTS
    assert garments_for(28 * 28 * 32) == 398


def test_the_plane_is_that_of_the_first_two_principal_components(features: np.ndarray) -> None:
    found = map_of(features)
    centered = features.astype(np.float64) - features.mean(axis=0)
    left, values, _ = np.linalg.svd(centered, full_matrices=False)
    expected = left[:, :2] * values[:2]
    signs = np.sign((expected * found.plane).sum(axis=0))
    np.testing.assert_allclose(found.plane, expected * signs, atol=2e-3)
    share = (values[:2] ** 2).sum() / (values**2).sum()
    assert found.explained == pytest.approx(share, rel=1e-4)


def test_the_plane_of_more_features_than_can_be_compared_in_pairs() -> None:
    features = np.random.default_rng(0).normal(size=(30, 1500)).astype(np.float32)
    features[:, 7] += np.arange(30) * 10
    [slope, _] = np.polyfit(np.arange(30), map_of(features).plane[:, 0], 1)
    assert abs(slope) == pytest.approx(10, rel=0.05)


def test_neighbors_are_the_nearest_by_brute_force(features: np.ndarray) -> None:
    wide = features.astype(np.float64)
    distances = np.linalg.norm(wide[:, np.newaxis] - wide, axis=2)
    np.fill_diagonal(distances, np.inf)  # none is its own neighbor
    expected = distances.argsort(axis=1)[:, :NEIGHBORS]
    np.testing.assert_array_equal(map_of(features).neighbors, expected)


def test_a_new_garment_is_projected_and_has_neighbors_like_the_others(
    features: np.ndarray,
) -> None:
    found = map_of(features)
    np.testing.assert_allclose(found.project(features[8:10]), found.plane[8:10], atol=1e-4)
    nearest = found.nearest(features[8:9])
    assert nearest.shape == (1, NEIGHBORS)
    np.testing.assert_array_equal(nearest[0], [8, *found.neighbors[8][:-1]])


def test_two_garments_with_one_feature_have_a_map() -> None:
    found = map_of(np.array([[1.0], [3.0]], np.float32))
    np.testing.assert_allclose(np.abs(found.plane), [[1, 0], [1, 0]], atol=1e-6)
    assert found.explained == pytest.approx(1)
    np.testing.assert_array_equal(found.neighbors, [[1], [0]])
    assert np.isfinite(Unfolding(found).task.get()).all()


def test_garments_that_are_all_the_same_to_a_dead_network_are_in_one_place() -> None:
    found = map_of(np.zeros((12, 8), np.float32))
    assert not found.plane.any()
    assert found.explained == 0
    assert np.isfinite(Unfolding(found).task.get()).all()


def divergence(components: np.ndarray, points: np.ndarray) -> float:
    """Kullback and Leibler's, of t-SNE's neighborhoods on a map from those among points.

    Computed from all pairs; the width of each point's bell is found by bisection.
    """
    count = len(points)
    squares = ((components[:, np.newaxis] - components) ** 2).sum(axis=2).astype(np.float64)
    near = np.zeros((count, count))
    for row, distances in enumerate(squares):
        others = np.arange(count) != row
        low, high = 1e-6, 1e6
        for _ in range(100):
            precision = np.sqrt(low * high)
            weights = np.exp(-precision * (distances[others] - distances[others].min()))
            shares = weights / weights.sum()
            entropy = -(shares * np.log(np.maximum(shares, 1e-300))).sum()
            low, high = (precision, high) if entropy > np.log(30) else (low, precision)
        near[row, others] = shares
    wanted = np.maximum((near + near.T) / (2 * count), 1e-12)
    found = 1 / (1 + ((points[:, np.newaxis] - points) ** 2).sum(axis=2).astype(np.float64))
    np.fill_diagonal(found, 0)
    found = np.maximum(found / found.sum(), 1e-12)
    return float((wanted * np.log(wanted / found)).sum())


def test_each_stage_of_t_sne_goes_on_from_the_one_before(features: np.ndarray) -> None:
    components = map_of(features).components
    maps = list(tsne(components))
    assert len(maps) == STAGES
    divergences = [divergence(components, points) for points in maps]
    assert all(after <= before + 0.01 for before, after in pairwise(divergences))
    assert divergences[-1] < 0.5 * divergence(components, map_of(features).plane)
    moved = np.abs(maps[-1] - maps[-2]).max()
    assert moved < 0.2 * np.ptp(maps[-1]), "no new beginning"


def test_t_sne_brings_groups_together(features: np.ndarray) -> None:
    *_, points = tsne(map_of(features).components)
    distances = np.linalg.norm(points[:, np.newaxis] - points, axis=2)
    np.fill_diagonal(distances, np.inf)
    assert (distances.argmin(axis=1) % 4 == np.arange(COUNT) % 4).all()


def test_a_stage_runs_on_one_thread(features: np.ndarray, monkeypatch: pytest.MonkeyPatch) -> None:
    threads: set[int] = set()

    def recorded(_: TSNE, components: np.ndarray) -> np.ndarray:
        pools = [pool for pool in threadpool_info() if pool["user_api"] == "openmp"]
        threads.update(pool["num_threads"] for pool in pools)
        return components[:, :2]

    monkeypatch.setattr(TSNE, "fit_transform", recorded)
    next(tsne(map_of(features).components))
    assert threads == {1}


def test_the_map_so_far_and_the_time_left_are_known(features: np.ndarray) -> None:
    found = map_of(features)
    unfolding = Unfolding(found)
    assert unfolding.points is found.plane
    assert unfolding.seconds_left is None
    points = unfolding.task.get()
    assert unfolding.points is points
    assert unfolding.task.progress == (STAGES, STAGES)
    assert unfolding.seconds_left == 0


def test_the_time_left_is_that_of_the_stages_to_come(
    features: np.ndarray, monkeypatch: pytest.MonkeyPatch
) -> None:
    unfolding = Unfolding(map_of(features))
    clock = iter([100.0, 105.0])
    monkeypatch.setattr(time, "monotonic", lambda: next(clock, 107.0))
    monkeypatch.setattr(garment_map, "tsne", lambda components: iter([components[:, :2]]))
    unfolding.task.get()
    assert unfolding.task.progress == (1, STAGES)
    assert unfolding.seconds_left == 5 * (STAGES - 1) - 2
