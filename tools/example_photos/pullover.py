import numpy as np
from PIL import Image

from tools.draw_examples import Points
from tools.example_photos.knits import rib, stockinette
from tools.example_photos.outlines import curve, flipped, symmetric
from tools.example_photos.photo import Photo
from tools.example_photos.surfaces import carpet
from tools.example_photos.textures import WORK, blur, grain, linear, mix, noise


def pullover() -> Image.Image:
    photo = Photo(seed=8, turn=4, zoom=0.86, at=(50, 51))
    rng, u, v = photo.rng, photo.u, photo.v
    carpet(photo, (204, 186, 158), (134, 92, 70))
    wool = linear((112, 114, 120))
    neck: Points = [(50, 16.5), (55.5, 15), (60, 9.5)]
    armhole: Points = [(77, 17), (74.6, 28), (74.5, 41)]
    torso = symmetric(
        neck,
        [(60, 9.5), (68, 12), (77, 17)],
        armhole,
        [(74.5, 41), (73.4, 62), (74.2, 84)],
        [(74.2, 84), (62, 85.4), (50, 85.6)],
    )
    sleeve = curve(
        [(70, 12.4), (77, 17), (84.5, 33), (89.6, 54), (93.4, 77)],
        [(93.4, 77), (88.6, 79), (83.4, 79.6)],
        [(83.4, 79.6), (79.6, 60), (75, 42), (70, 30)],
    )
    heather = 1 + 0.09 * grain(rng, 1) + 0.06 * noise(rng, u, v, 0.4, 1.6) + 0.03 * grain(rng, 12)
    level = v + 0.1 * noise(rng, u, v, 0.6, 9)
    bands = (np.abs(level - 37) < 3.4) | (np.abs(level - 43) < 0.8) | (np.abs(level - 31) < 0.8)
    bands = blur(bands.astype(np.float32), 1)
    yarn = mix(wool, linear((62, 66, 76)), bands) * heather[..., np.newaxis].clip(0.3)
    fuzz = 0.6 * grain(rng, 1)
    folds = _folds(photo)
    bends = _bends(photo)
    for outline, sign in ((sleeve, 1), (flipped(sleeve), -1)):
        along, across = v + sign * 0.22 * (u - 50), sign * (u - 50) - 0.22 * v
        stitches = 3.4 * stockinette(across, along, 1.15, 0.95)
        relief = stitches + fuzz + folds + bends
        photo.lay(photo.area(outline), _between(yarn, stitches / 3.4), relief, rim=13, reach=14)
    for path, sign in ((_cuff(), 1), (flipped(_cuff()), -1)):
        across = sign * (u - 50) - 0.18 * v
        ribbed = 4 * rib(across, 1.15) + fuzz
        photo.lay(photo.area(path), _between(yarn, rib(across, 1.15)), ribbed, rim=9, reach=6)
    inside = photo.area(symmetric([(50, 10.5), (56, 10), (60, 9.5)], neck[::-1]))
    photo.lay(inside, 0.5 * yarn, 2 * rib(u, 1.15) + fuzz, rim=4)
    stitches = 3.4 * stockinette(u, v, 1.15, 0.95)
    cabled, flat = _cables(photo)
    relief = np.where(flat, 1.5 * rib(v, 0.9), stitches) + cabled
    relief = np.maximum(relief, 0) + fuzz + folds
    depth = np.where(flat, 0.4 + 0.6 * (cabled / 9).clip(0, 1), stitches / 3.4)
    mask = photo.area(torso)
    photo.lay(mask, _between(yarn, depth), relief.astype(np.float32), rim=13, shadow=0.6, reach=14)
    for side in (curve(armhole), flipped(curve(armhole))):
        photo.seam(side, 0.4, 0.5)
    hem = curve(
        [(25.9, 82), (38, 83.2), (50, 83.4), (62, 83.2), (74.1, 82)],
        [(74.1, 82), (73.6, 86), (72.4, 90)],
        [(72.4, 90), (62, 91.2), (50, 91.4), (38, 91.2), (27.6, 90)],
        [(27.6, 90), (26.4, 86), (25.9, 82)],
    )
    ribbed = 4 * rib(u, 1.15) + fuzz + 0.4 * folds
    photo.lay(photo.area(hem), _between(yarn, rib(u, 1.15)), ribbed, rim=9, reach=8)
    collar = curve([(40, 9.6), (44.4, 15.4), (50, 17), (55.6, 15.4), (60, 9.6)])
    around = np.arctan2(v - 3, u - 50) * 13
    ribbed = 3.4 * rib(around, 1.15) + fuzz
    photo.lay(photo.line(collar, 4.2), _between(yarn, rib(around, 1.15)), ribbed, rim=9, reach=5)
    return photo.develop(tilt=3, warmth=0.02, glow=(0.25, 0.2))


def _between(yarn: np.ndarray, depth: np.ndarray) -> np.ndarray:
    """Yarn, darker between the stitches, where ``depth`` in 0..1 is small."""
    return (yarn * (0.5 + 0.6 * blur(depth.astype(np.float32), 0.7))[..., np.newaxis]).astype(
        np.float32
    )


def _cuff() -> np.ndarray:
    return curve(
        [(93.2, 76), (88.6, 77.6), (83, 78.2)],
        [(83.6, 78.4), (84.6, 86)],
        [(84.6, 86), (89, 85.6), (94.2, 84)],
        [(94.2, 84), (93.2, 76)],
    )


def _cables(photo: Photo) -> tuple[np.ndarray, np.ndarray]:
    """The relief of two cables, and where they are."""
    height = np.zeros((WORK, WORK), np.float32)
    flat = np.zeros((WORK, WORK), bool)
    for center in (37.5, 62.5):
        x, phase = photo.u - center, photo.v * 2 * np.pi / 9
        flat |= np.abs(x) < 3.9
        for i in range(3):
            strand = phase + i * 2 * np.pi / 3
            offset = x - 2.1 * np.sin(strand)
            round_ = np.sqrt(np.clip(1 - (offset / 1.15) ** 2, 0, 1)) * (
                6.5 + 2.5 * np.cos(2 * strand)
            )
            plies = 1.2 * rib(photo.v - 0.9 * np.abs(offset) + i, 0.95)
            height = np.maximum(height, np.where(np.abs(offset) < 1.15, round_ + plies, 0))
    return height.astype(np.float32), flat


def _folds(photo: Photo) -> np.ndarray:
    folds = 30 * photo.drape(15, 1.3, 0) + 6 * photo.drape(8, 0.4, 0.3)
    folds += 12 * photo.creases(
        1.6,
        [(73, 44), (65, 50), (56, 53)],
        [(27, 44), (36, 52), (40, 64)],
        [(72, 70), (64, 73), (58, 80)],
        [(28, 74), (35, 72), (44, 76)],
    )
    return np.asarray(folds)


def _bends(photo: Photo) -> np.ndarray:
    """Where the sleeves have been bent."""
    return 13 * photo.creases(
        1.9,
        [(79, 44), (83, 43), (87, 46)],
        [(80, 51), (85, 49), (89, 52)],
        [(13, 47), (17, 45), (21, 48)],
        [(11, 55), (15, 53), (20, 56)],
        [(83, 66), (87, 64), (91, 67)],
        [(9, 68), (13, 66), (17, 69)],
    )
