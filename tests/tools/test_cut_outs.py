from pathlib import Path

import numpy as np
import pytest

from cnn.data.dataset import Garments, generate
from cnn.preprocessing.cut_outs import CutOut
from tools.composed_photos import ComposedPhoto
from tools.cut_outs import CutOuts, cut_outs_of, overlap


@pytest.fixture(scope="module")
def garments() -> Garments:
    return generate().validation.first(8)


@pytest.fixture(scope="module")
def found(garments: Garments) -> CutOuts:
    return cut_outs_of(garments, workers=1)


def photo(mask: np.ndarray) -> ComposedPhoto:
    return ComposedPhoto(np.zeros((*mask.shape, 3), np.uint8), mask, worn=False)


def test_photos_are_cut_out_in_several_ways(garments: Garments, found: CutOuts) -> None:
    assert len(found.images) > 2 * len(garments)
    assert found.images.dtype == np.uint8
    assert found.images.shape[1:] == (28, 28)
    for labels, photos in zip(found.labels, found.photos, strict=True):
        assert labels == garments.labels[photos]
    assert ((found.overlaps >= 0) & (found.overlaps <= 1)).all()
    assert found.overlaps.max() > 0.7 > found.overlaps.min()


def test_the_overlap_is_intersection_over_union_on_the_whole_photo() -> None:
    mask = np.zeros((10, 10), bool)
    mask[2:6, 2:6] = True
    whole = slice(0, 10), slice(0, 10)
    assert overlap(photo(mask), CutOut("", whole, mask, True)) == 1
    assert overlap(photo(mask), CutOut("", whole, ~mask, True)) == 0
    part = slice(2, 10), slice(2, 4)
    inside = np.ones((8, 2), bool)
    assert overlap(photo(mask), CutOut("", part, inside, True)) == pytest.approx(8 / 24)


def test_they_can_be_kept(tmp_path: Path, found: CutOuts) -> None:
    columns = {f"training_{name}": column for name, column in vars(found).items()}
    np.savez(tmp_path / "cut_outs.npz", **columns)
    loaded = CutOuts.load(tmp_path / "cut_outs.npz", "training")
    for name, column in vars(found).items():
        np.testing.assert_array_equal(getattr(loaded, name), column)
