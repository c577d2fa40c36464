import cv2
import numpy as np
from PIL import Image

from tools.draw_examples import Points
from tools.example_photos.knits import rib, stockinette
from tools.example_photos.outlines import curve, flipped, symmetric
from tools.example_photos.photo import Photo
from tools.example_photos.surfaces import wooden_planks
from tools.example_photos.textures import blur, grain, linear, mix


def t_shirt() -> Image.Image:
    photo = Photo(seed=11, turn=-4, zoom=0.84, at=(50, 50))
    wooden_planks(photo, [(112, 70, 40), (184, 130, 82)], 15, 86)
    blue, white = linear((50, 98, 170)), linear((238, 235, 226))
    shoulder: Points = [(61, 9.5), (70, 12), (79, 17)]
    neck: Points = [(50, 18.5), (56.5, 16.5), (61, 9.5)]
    body = photo.area(
        symmetric(
            neck,
            shoulder,
            [(79, 17), (88, 28), (97, 41)],
            [(97, 41), (91, 45.5), (84, 48.5)],
            [(84, 48.5), (79, 41.5), (74.5, 36.5)],
            [(74.5, 36.5), (73.6, 60), (75, 91)],
            [(75, 91), (62, 92.3), (50, 92.5)],
        )
    )
    inside = photo.area(symmetric([(50, 12.2), (56, 11.7), (61, 9.5)], neck[::-1]))
    folds = 20 * photo.drape(16, 1.2) + 2.5 * photo.drape(7, 0.5)
    folds += 9 * photo.creases(1.3, [(73, 39), (66, 47), (57, 52)], [(27, 39), (35, 50), (38, 62)])
    folds += 8 * photo.creases(1.1, [(73, 44), (67, 55), (62, 68)], [(28, 45), (36, 47), (48, 49)])
    folds += 8 * photo.creases(1.6, [(33, 90), (38, 76), (36, 64)], [(64, 88), (60, 78), (63, 66)])
    folds += 7 * photo.creases(1.0, [(76, 20), (81, 30), (84, 40)], [(23, 22), (19, 33), (18, 43)])
    photo.lay(inside, 0.72 * white, 2 * jersey(photo), reach=8, shadow=0.5)
    label = photo.area(curve([(47.8, 12.9), (52.2, 12.9)], [(52.2, 15), (47.8, 15)]))
    photo.lay(label, linear((196, 74, 62)), 0.3 * grain(photo.rng, 1), rim=1, reach=1.5)
    printed = _stripes(photo, folds)
    cotton = 1 + 0.03 * grain(photo.rng, 1) + 0.015 * grain(photo.rng, 4)
    albedo = mix(white, blue, printed) * cotton[..., np.newaxis]
    photo.lay(body, albedo, folds + jersey(photo), rim=9, shadow=0.62, reach=13)
    _seams(photo)
    collar = curve([(39, 9.8), (43.5, 16.7), (50, 18.7), (56.5, 16.7), (61, 9.8)])
    band = photo.line(collar, 2.6) * photo.area(_below_shoulders())
    ribbed = 1.4 * rib(np.arctan2(photo.v - 5, photo.u - 50) * 14, 0.62)
    photo.lay(band, blue, ribbed, rim=6, shadow=0.35, reach=4)
    return photo.develop(tilt=3, warmth=0.05, glow=(0.25, 0.2))


def _below_shoulders() -> np.ndarray:
    return symmetric([(50, 3), (55, 5), (59.6, 8.4), (64, 11), (80, 30)], [(80, 30), (50, 40)])


def jersey(photo: Photo) -> np.ndarray:
    return 0.4 * stockinette(photo.u, photo.v, 0.42, 0.36) + 0.14 * grain(photo.rng, 1)


def _stripes(photo: Photo, folds: np.ndarray) -> np.ndarray:
    """The stripes, 0..1, which bend over the folds and go around the sleeves."""
    dx = cv2.Sobel(folds, cv2.CV_32F, 1, 0, ksize=5, scale=1 / 128)
    dy = cv2.Sobel(folds, cv2.CV_32F, 0, 1, ksize=5, scale=1 / 128)
    bulge = 0.7 * dx + 0.9 * dy
    out, v = np.abs(photo.u - 50), photo.v
    in_sleeve = (out - 25.5 + 0.12 * (v - 30) > 0) & (v < 52)
    down = np.where(in_sleeve, 0.6 * (out - 25) + 0.8 * (v - 22) + 22, v) + bulge
    distance = np.abs((down - 27) % 6.4 - 3.2)
    stripes = 1 / (1 + np.exp((distance - 1.15) * 12)) * (down > 22)
    return blur(stripes.astype(np.float32), 0.8)


def _seams(photo: Photo) -> None:
    armhole = curve([(79, 17), (75.5, 26), (74.5, 36.5)])
    for side in (armhole, flipped(armhole)):
        photo.seam(side, 0.4)
    sleeve_hem = curve([(95.2, 38.6), (89.3, 42.9), (82.4, 45.9)])
    for hem in (
        sleeve_hem,
        flipped(sleeve_hem),
        curve([(25.2, 88.6), (38, 90), (62, 90), (74.8, 88.6)]),
    ):
        photo.seam(hem, 0.18, 0.2)
        photo.stitch(hem, (205, 204, 200), 0.9, 0.18)
