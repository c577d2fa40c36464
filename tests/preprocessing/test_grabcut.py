import numpy as np

from cnn.preprocessing.grabcut import (
    border_of,
    by_border,
    by_center,
    center_of,
    distance,
    grabcut,
    in_lab,
    largest_components,
    main_colors,
)

MIDDLE = slice(30, 90), slice(35, 85)


def blue_on_wood() -> np.ndarray:
    boards = (np.arange(120) // 15 % 2)[np.newaxis, :, np.newaxis]
    color = np.where(boards, [150, 110, 70], [180, 140, 100]) * np.ones((120, 1, 1))
    color[MIDDLE] = (40, 60, 150)
    noisy = color + np.random.default_rng(1).normal(0, 6, color.shape)
    return np.asarray(noisy.clip(0, 255), np.uint8)


def test_both_guesses_lead_to_the_garment() -> None:
    for guess in (by_border, by_center):
        mask = grabcut(blue_on_wood(), guess)
        assert mask[MIDDLE].mean() > 0.95
        assert mask.sum() < 1.1 * 60 * 50


def test_a_guess_without_a_garment_finds_none() -> None:
    nothing = grabcut(blue_on_wood(), lambda color: np.zeros(color.shape[:2], np.uint8))
    assert not nothing.any()


def test_the_border_surrounds_the_picture() -> None:
    border = border_of((100, 60), 0.05)
    assert border[:3].all() and border[-3:].all() and border[:, :3].all() and border[:, -3:].all()
    assert not border[3:-3, 3:-3].any()


def test_the_center_is_never_empty() -> None:
    assert center_of((101, 101))[50, 50]
    assert not center_of((101, 101))[0].any()
    assert center_of((1, 1)).all()


def test_colors_are_clustered_and_the_nearest_one_counts() -> None:
    lab = in_lab(blue_on_wood())
    colors = main_colors(lab[MIDDLE].reshape(-1, 3), 2)
    far = distance(lab, colors)
    assert far[MIDDLE].mean() < 5
    assert far[:20].mean() > 40


def test_a_second_component_is_kept_if_it_is_large() -> None:
    mask = np.zeros((100, 100), bool)
    mask[30:70, 20:45] = mask[30:70, 55:80] = True
    mask[2:5, 2:5] = True
    kept = largest_components(mask)
    assert kept[30:70, 20:45].all() and kept[30:70, 55:80].all()
    assert not kept[:6, :6].any()
