import numpy as np
from PIL import Image

from tools.draw_examples import Points
from tools.example_photos.outlines import curve, flipped, moved, symmetric
from tools.example_photos.photo import Photo
from tools.example_photos.surfaces import tiles
from tools.example_photos.textures import blur, grain, linear, mix, noise


def dress() -> Image.Image:
    photo = Photo(seed=21, turn=-5, zoom=0.88, at=(50, 50))
    rng, u, v = photo.rng, photo.u, photo.v
    tiles(photo, (214, 208, 196), (160, 152, 140), 31, 3)
    red = linear((172, 28, 42))
    neck: Points = [(50, 19), (55, 17), (58, 10), (58.4, 5)]
    low: Points = [(50, 95.4), (62, 94.6), (73, 91)]
    # Pleats run from the waist and open towards the hem.
    angle = (u - 50) / (v - 8).clip(20) * 100
    lattice = noise(rng, angle, 0.15 * v, 4.2, 30) + 0.5 * noise(rng, angle, 0.1 * v, 1.9, 30)
    opening = ((v - 42) / 50).clip(0, 1) ** 0.7
    pleats = 19 * opening * np.tanh(1.1 * lattice) * (v > 42)
    gathers = 2.5 * np.exp(-((v - 44.5).clip(0) / 4)) * (v > 43) * noise(rng, u, 0.1 * v, 0.8, 9)
    hem = curve(low)
    hem = np.stack([np.linspace(50, 73, 200), np.interp(np.linspace(50, 73, 200), *hem.T)], axis=1)
    hem[:, 1] += 0.45 * np.sin(0.8 * hem[:, 0]) + 0.2 * np.sin(1.7 * hem[:, 0] + 1)
    sides: list[Points] = [
        neck,
        [(58.4, 5), (61, 4.6), (63.4, 5.4)],
        [(63.4, 5.4), (62.6, 13), (64.2, 18.5), (67, 22.5)],
        [(67, 22.5), (64.6, 32), (61.6, 42)],
        [(61.6, 42), (65, 58), (69.6, 75), (73, 91)],
    ]
    right = np.concatenate([curve(*sides), hem[::-1]])
    body = photo.area(np.concatenate([right, flipped(right)[::-1]]))
    behind = np.concatenate(
        [moved(hem[::-1], -1.2, 1.3), moved(flipped(hem), 1.6, 1.2), [[32, 80], [68, 80]]]
    )
    photo.lay(photo.area(behind), 0.4 * red, rim=3, reach=6)
    inside = photo.area(symmetric([(50, 13), (55, 11.5), (58.4, 5)], neck[::-1]))
    weave = 0.12 * grain(rng, 0.9) + 0.1 * noise(rng, u, v, 0.25, 1.2)
    folds = pleats + gathers + (5 * photo.drape(11, 0.9)) * (0.6 + 0.4 * (v < 42))
    folds += 7 * photo.creases(
        1.0,
        [(65, 24), (58, 29), (53, 36)],
        [(35, 24), (41, 27), (45, 34)],
        [(61, 40), (55, 36), (50, 35)],
        [(39, 39), (45, 37), (49, 39)],
        [(60, 14), (59.5, 20), (57, 27)],
        [(40, 13), (40.5, 20), (43, 26)],
    )
    photo.lay(inside, 0.5 * red, weave, reach=7)
    label = photo.area(curve([(48, 13.6), (52, 13.6)], [(52, 15.6), (48, 15.6)]))
    photo.lay(label, linear((225, 222, 215)), rim=1, reach=1.5)
    albedo = red * (1 + 0.025 * grain(rng, 1))[..., np.newaxis]
    albedo = mix(albedo, linear((240, 120, 120)), 0.05 + 0.05 * np.tanh(pleats / 8).clip(0))
    photo.lay(body, albedo, blur(folds.astype(np.float32), 3) + weave, rim=9, shadow=0.6, reach=14)
    dart = curve([(58.6, 29), (57.6, 35), (57.4, 41)])
    for path in (dart, flipped(dart)):
        photo.seam(path, 0.15, 0.2)
    binding = curve(neck[::-1])
    photo.stitch(
        moved(np.concatenate([binding, flipped(binding)[::-1]]), 0, 1.0), (150, 16, 30), 0.9, 0.2
    )
    sash = curve([(38.1, 40.2), (50, 41.6), (61.9, 40.2)], [(62, 44), (50, 45.4), (38, 44)])
    crumple = 1.2 * noise(rng, u, v, 9, 0.7) + weave
    photo.lay(photo.area(sash), 0.72 * albedo, crumple, rim=6, shadow=0.5, reach=4)
    return photo.develop(tilt=3, warmth=0.03, glow=(0.3, 0.15))
