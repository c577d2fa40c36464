import numpy as np
from PIL import Image

from tools.draw_examples import Points
from tools.example_photos.knits import rib
from tools.example_photos.outlines import curve, ellipse, inset, moved
from tools.example_photos.photo import Photo
from tools.example_photos.surfaces import concrete
from tools.example_photos.textures import Color, blur, grain, inflate, linear


def sneaker() -> Image.Image:
    photo = Photo(seed=4, turn=-2, zoom=0.86, at=(50, 49))
    rng, u, v = photo.rng, photo.u, photo.v
    concrete(photo, (166, 163, 156))
    _shadow_on_ground(photo)
    toe: Points = [(5, 68), (4, 62), (5.6, 56.4), (11, 52), (19, 50.4), (26, 48.4)]
    vamp: Points = [(26, 48.4), (34, 44.4), (43, 38.6), (52, 31.6)]
    collar: Points = [(52, 31.6), (57, 31), (64, 36.4), (74, 38.8), (83, 36), (88, 30)]
    heel: Points = [(88, 30), (90.6, 28.4), (92.6, 31), (93, 42), (95, 53), (96, 64)]
    upper = photo.area(curve(toe, vamp, collar, heel, [(96, 66), (50, 69), (20, 71), (5, 69)]))
    navy, suede, orange = linear((72, 86, 112)), linear((52, 61, 80)), linear((194, 112, 70))
    inside: Points = [(54, 32), (60, 31.4), (72, 34.4), (82, 32.4), (88, 29)]
    lining = photo.area(curve(inside, [(86, 39), (60, 39)]))
    photo.lay(lining, 0.5 * suede, 0.6 * grain(rng, 1.2), shadow=0)
    tongue = photo.area(curve([(46, 37), (50, 29), (54, 24), (58, 24.4), (60.4, 28), (59, 36)]))
    photo.lay(tongue, 0.85 * navy, inflate(tongue, 30) + 0.3 * grain(rng, 1), rim=8, shadow=0)
    dome = 2.2 * inflate(upper, 110)
    mesh = np.sin(2 * np.pi * (u + 0.5 * v) / 0.9) * np.sin(2 * np.pi * (v - 0.4 * u) / 0.9)
    creased = photo.creases(
        1.0,
        [(18, 59), (21.6, 55), (23, 51)],
        [(39, 62), (41, 56), (42, 50)],
        [(80, 44), (77, 50), (76, 56)],
    )
    bumps = (0.8 * mesh + 0.25 * grain(rng, 1) - 5 * creased).astype(np.float32)
    bumps += 3 * photo.drape(12, 0)
    # The upper faces the sky at its top and the ground at its bottom.
    down = (v - 34 - 14 * (40 - u).clip(0, 32) / 32) / 30
    sky = ((1.3 - 0.6 * down.clip(0, 1)) * (1.12 - 0.4 * (u / 100) ** 2)).astype(np.float32)
    holes = (sky * (1 - 0.22 * (mesh > 0.35)))[..., np.newaxis]
    photo.lay(upper, navy * holes, dome + bumps, rim=6, shadow=0, ambient=0.4)
    nap = 0.25 * grain(rng, 1) + 0.2 * grain(rng, 3)
    brushed = 1 + 0.08 * grain(rng, 1.5) + 0.1 * grain(rng, 9)

    def overlay(path: np.ndarray, color: np.ndarray, seam: tuple[int, int], thread: Color) -> None:
        albedo = color * (sky * brushed)[..., np.newaxis]
        relief = dome + nap - 3 * creased
        mask = photo.area(path) * upper
        photo.lay(mask, albedo, relief, rim=4, shadow=0.4, reach=3, ambient=0.4)
        photo.stitch(inset(path[slice(*seam)], path.mean(axis=0), 0.8), thread, 0.9, 0.2)

    light = (126, 142, 184)
    front: Points = [(2, 72), (3, 60), (5, 54.6), (12.6, 49)]
    overlay(
        curve(front, [(12.6, 49), (16.8, 56), (24, 61), (33, 63), (40, 66), (44, 70)]),
        suede,
        (49, 125),
        light,
    )
    back: Points = [(97, 66), (97, 50), (94.6, 41)]
    overlay(curve(back, [(94.6, 41), (88, 43.6), (83, 51), (79, 67)]), suede, (33, 80), light)
    tab: Points = [(86, 33.4), (88, 29), (91, 27), (93.6, 30), (94.2, 40)]
    overlay(
        curve(tab, [(94.2, 40), (90.4, 40.4), (87.2, 38), (86, 33.4)]),
        orange,
        (66, 110),
        (250, 180, 130),
    )
    for x in (0, 8.6):
        y = 45 - 0.2 * x
        left: Points = [(47 + x, 68), (52 + x, 57), (59.4 + x, y)]
        right: Points = [(63.4 + x, y + 0.6), (56.6 + x, 57), (52 + x, 68)]
        overlay(curve(left, right), orange, (2, 30), (250, 180, 130))
    stay = curve(
        [(24, 48.6), (34, 43.6), (43, 37.8), (52.4, 30.8), (57, 30.4)],
        [(57, 30.4), (58.4, 34.6), (53, 39.4), (45, 45), (36, 50), (27, 53)],
        [(27, 53), (24, 48.6)],
    )
    overlay(stay, suede, (70, 140), light)
    for x, y in [(26, 55), (29.6, 54), (33.4, 52.6), (29, 57.6), (32.8, 56.6), (36.8, 55)]:
        hole = photo.area(ellipse((x, y), 0.62, 0.5))
        photo.lay(hole, linear((20, 24, 32)), rim=0, shadow=0)
    _laces(photo, linear((214, 146, 94)))
    padded = photo.line(curve([(57, 31.8), (64, 37.2), (74, 39.6), (83, 36.8), (87, 32)]), 2.4)
    photo.lay(padded, 0.9 * navy, 0.3 * grain(rng, 1.2), rim=12, shadow=0.4, reach=4)
    _sole(photo)
    return photo.develop(tilt=0, warmth=0.02, glow=(0.3, 0.15))


def _shadow_on_ground(photo: Photo) -> None:
    wide = photo.area(
        curve([(3, 70), (30, 75), (60, 77), (104, 77)], [(114, 72), (80, 64), (10, 66)])
    )
    photo.color *= (1 - 0.6 * blur(wide, 30))[..., np.newaxis]
    near = photo.area(curve([(7, 71), (30, 75), (60, 76.4), (99, 75.4)], [(99, 68), (8, 68)]))
    photo.color *= (1 - 0.8 * blur(near, 12))[..., np.newaxis]
    touching = photo.area(
        curve([(14, 73), (30, 74.8), (60, 75.2), (95, 74.6)], [(95, 70), (14, 70)])
    )
    photo.color *= (1 - 0.8 * blur(touching, 4))[..., np.newaxis]


def _laces(photo: Photo, color: np.ndarray) -> None:
    twist = 0.5 * np.sin(2 * np.pi * (photo.v * 1.1 + photo.u * 0.5)).astype(np.float32)
    eyelets = [(31, 48.4), (36, 45.6), (41, 42.4), (46, 38.8), (51, 35)]
    for x, y in eyelets:
        photo.disk((x + 0.6, y + 0.6), 0.75, (70, 74, 84))
    for x, y in eyelets:
        lace = photo.line(curve([(x, y), (x - 1.5, y - 2), (x - 1, y - 4)]), 1.5)
        photo.lay(lace, color, twist, rim=7, shadow=0.5, reach=3)
    bow: list[Points] = [
        [(51.6, 31), (46.6, 29), (43.6, 31.4), (46, 33.4), (51.4, 31.4)],
        [(52, 31), (56.6, 28.6), (60.6, 30.8), (58.4, 33.6), (52.4, 31.6)],
        [(51.6, 31.4), (49, 35), (49.4, 39), (52, 42.4)],
        [(52, 31.4), (55, 35), (55.6, 39.4), (58, 42)],
    ]
    for loop in bow:
        photo.lay(photo.line(curve(loop), 1.2), color, twist, rim=6, shadow=0.5, reach=4)
    knot = photo.area(ellipse((51.8, 31.3), 1.3, 1.2))
    photo.lay(knot, color, twist, rim=7, shadow=0.5, reach=3)


def _sole(photo: Photo) -> None:
    rng, v = photo.rng, photo.v
    top: Points = [
        (2.6, 64.4),
        (13, 67.6),
        (30, 68.8),
        (50, 67.6),
        (70, 64.8),
        (85, 62.6),
        (96.6, 60.6),
    ]
    under: Points = [(96.4, 74), (75, 74.8), (50, 75), (26, 74.6), (13, 72.6)]
    sole = photo.area(
        curve(
            top,
            [(96.6, 60.6), (98.6, 66), (96.4, 74)],
            under,
            [(13, 72.6), (5.6, 69.6), (2.2, 66.4), (2.6, 64.4)],
        )
    )
    worn = 1.05 - 0.3 * ((v - 65) / 9).clip(0, 1) + 0.02 * grain(rng, 1) + 0.03 * grain(rng, 12)
    gum = (linear((170, 122, 80)) * worn[..., np.newaxis]).astype(np.float32)
    photo.lay(sole, gum, inflate(sole, 40), rim=7, shadow=0.45, reach=4)
    tread: Points = [(4.6, 68.8), (13, 71), (26, 72.8), (50, 73.2), (75, 73), (99, 72)]
    outsole = sole * photo.area(curve(tread, [(99, 76), (50, 77), (13, 76)]))
    photo.lay(outsole, 0.55 * gum, 1.5 * rib(photo.u, 1.5), rim=3, shadow=0.2, reach=2)
    wedge = curve([(40, 71), (58, 69.6), (78, 68.4), (97.6, 66.4)])
    photo.seam(wedge, 0.3, 0.35)
    photo.stitch(moved(curve(top), 0, 1.3), (236, 208, 170), 1.2, 0.22)
