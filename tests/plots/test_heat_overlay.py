import numpy as np

from cnn.plots.heat_overlay import heat_overlay

WHITE = [255, 255, 255]


def test_where_it_is_cold_the_garment_is_gray_on_white() -> None:
    image = np.zeros((28, 28), np.float32)
    image[:, 14:] = 1
    picture = heat_overlay(image, np.zeros((28, 28), np.float32))
    assert picture.shape == (224, 224, 3)
    assert picture.dtype == np.uint8
    assert picture[100, 20].tolist() == WHITE
    red, green, blue = picture[100, 200].tolist()
    assert red == green == blue == 102


def test_where_it_is_hot_it_is_red_on_the_garment_and_beside_it() -> None:
    image = np.zeros((28, 28), np.float32)
    image[:, 14:] = 1
    heat = np.zeros((28, 28), np.float32)
    heat[:14] = 1
    picture = heat_overlay(image, heat).astype(int)
    for column in (20, 200):
        red, green, _ = picture[20, column]
        assert red - green > 120
    assert picture[200, 20].tolist() == WHITE
