import numpy as np
from PIL import Image

from tools.draw_examples import Points
from tools.example_photos.outlines import curve, flipped, moved, symmetric
from tools.example_photos.photo import Photo
from tools.example_photos.surfaces import quilt
from tools.example_photos.textures import Color, clouds, grain, linear, mix, noise


def trousers() -> Image.Image:
    photo = Photo(seed=5, turn=5, zoom=0.94, at=(50, 50.5))
    rng, u, v = photo.rng, photo.u, photo.v
    quilt(photo, (226, 220, 208), 17)
    thread = (196, 140, 70)
    front: Points = [(50, 8.5), (58, 8), (66, 6.5)]
    side: Points = [(66, 6.5), (67.6, 14), (70.6, 24), (72.6, 50), (74.5, 94)]
    inseam: Points = [(57.3, 94.6), (55, 65), (52, 38), (50, 34)]
    body = photo.area(symmetric(front, side, [(74.5, 94), (66, 95.2), (57.3, 94.6)], inseam))
    back = photo.area(symmetric([(50, 4.6), (58, 4.8), (66, 6.5)], front[::-1]))
    twill = 0.7 * noise(rng, u + 0.8 * v, v - 0.8 * u, 0.2, 1.1) + 0.35 * noise(rng, u, v, 0.2, 5)
    twill += 0.7 * grain(rng, 0.9) + 0.3 * grain(rng, 3)
    worn = np.exp(-(((np.abs(u - 50) - 12.5 - 0.06 * (v - 35)) / 5) ** 2 + ((v - 55) / 20) ** 2))
    worn += 0.6 * np.exp(-(((np.abs(u - 50) - 10) / 5) ** 2 + ((v - 25) / 9) ** 2))
    whisker: list[Points] = [[(53, y), (59, y - 1.2), (65, y - 4)] for y in (29, 33, 37.5)]
    mirrored: list[Points] = [[(100 - x, y) for x, y in path] for path in whisker]
    whiskers = photo.creases(0.7, *whisker, *mirrored)
    share = 0.34 + 0.42 * worn + 0.25 * whiskers + 0.07 * clouds(rng, u, v, 12) + 0.075 * twill
    denim = mix(linear((30, 48, 84)), linear((122, 150, 188)), share.clip(0, 1.2))
    folds = 16 * photo.drape(13, 1.4) + 2 * photo.drape(5, 0.2) + 5 * whiskers
    folds += 9 * photo.creases(
        1.2,
        [(72, 62), (66, 58), (58, 60)],
        [(56, 52), (63, 50), (71, 53)],
        [(28, 60), (34, 57), (43, 60)],
        [(42, 50), (36, 52), (29, 49)],
        [(73, 86), (66, 83), (59, 87)],
        [(27, 88), (34, 84), (42, 86)],
        [(50, 36), (54, 43), (60, 47)],
        [(50, 36), (46, 44), (41, 47)],
    )
    photo.lay(back, 0.5 * denim, 0.5 * twill, reach=9)
    patch = photo.area(curve([(46, 5.6), (54, 5.6)], [(54, 7.6), (46, 7.6)]))
    photo.lay(patch, linear((150, 100, 60)), 0.5 * grain(rng, 2), rim=1, reach=1.5)
    photo.lay(body, denim, folds + 0.55 * twill, rim=10, shadow=0.6, reach=13)
    _seams(photo, thread)
    _waistband(photo, denim * (0.92 + 0.04 * grain(rng, 3))[..., np.newaxis], twill, thread)
    return photo.develop(tilt=3, warmth=0.03, glow=(0.2, 0.3))


def _seams(photo: Photo, thread: Color) -> None:
    fly = curve([(50, 14), (50.2, 24), (50, 34)])
    outseam = curve([(65.4, 14), (68.4, 24), (70.4, 50), (72, 94)])
    for seam in (fly, outseam, flipped(outseam)):
        photo.seam(seam, 0.42, 0.3)
    stitched = curve([(50, 33.5), (53.4, 29), (54, 22), (54, 14)])
    photo.stitch(stitched, thread)
    photo.stitch(moved(stitched, 0.8, 0.2), thread)
    pocket = curve([(55.5, 14), (57.6, 19.5), (62, 22.3), (68.4, 23)])
    coin = curve([(60.5, 18.2), (65.8, 18.2)])
    for path in (coin, pocket, flipped(pocket)):
        photo.seam(path, 0.5, 0.35)
    for path in (moved(coin, 0, 0.7), moved(pocket, 0.3, 0.9), moved(flipped(pocket), -0.3, 0.9)):
        photo.stitch(path, thread)
        photo.stitch(moved(path, 0, 0.7), thread)
    hem = curve([(57.3, 91.6), (66, 92.2), (74.2, 91)])
    for path in (hem, flipped(hem)):
        photo.seam(path, 0.3)
        photo.stitch(moved(path, 0, -0.4), thread)


def _waistband(photo: Photo, denim: np.ndarray, twill: np.ndarray, thread: Color) -> None:
    top = [(33.4, 6.6), (42, 8.1), (50, 8.6), (58, 8.1), (66.6, 6.6)]
    low = [(67.6, 13.2), (58, 14), (50, 14.4), (42, 14), (32.4, 13.2)]
    photo.lay(photo.area(curve(top, low)), denim, 0.55 * twill, rim=5, shadow=0.5, reach=4)
    photo.stitch(moved(curve(top), 0, 0.9), thread)
    photo.stitch(moved(curve(low), 0, -0.8), thread)
    for x in (36.5, 43, 57, 63.5):
        loop = photo.line(curve([(x, 7.2), (x, 14.8)]), 1.9)
        photo.lay(loop, 1.3 * denim, 0.6 * twill, rim=5, shadow=0.5, reach=3)
        for offset in (-0.55, 0.55):
            photo.stitch(curve([(x + offset, 7.6), (x + offset, 14.4)]), thread, 0.8, 0.2)
    photo.seam(curve([(51.6, 8.7), (51.6, 14.3)]), 0.5)
    photo.disk((50, 11.4), 1.25, (176, 130, 84))
    for x in (56.6, 67.2):
        for rivet in (x, 100 - x):
            photo.disk((rivet, 15.2 if x < 60 else 22.3), 0.45, (190, 130, 80))
