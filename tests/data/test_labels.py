import numpy as np

from cnn.data import synthetic
from cnn.data.labels import CLASS_NAMES, IMAGE_SIDE


def test_names_are_in_the_order_of_the_labels() -> None:
    images, labels = synthetic.draw(1000, seed=1)
    visible = images > 40
    heights, widths = (visible.any(axis=axis).sum(axis=1) for axis in (2, 1))
    by_height, by_width = (
        [CLASS_NAMES[label] for label in np.argsort([sides[labels == k].mean() for k in range(10)])]
        for sides in (heights, widths)
    )
    assert by_height[:4] == ["Sneaker", "Sandal", "Ankle boot", "Bag"]
    assert by_width[:2] == ["Trouser", "Dress"]
    assert images.shape[1:] == (IMAGE_SIDE, IMAGE_SIDE)
