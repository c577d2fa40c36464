import numpy as np
from PIL import Image

from tools.example_photos.outlines import curve, ellipse, inset, symmetric
from tools.example_photos.photo import Photo
from tools.example_photos.surfaces import wooden_planks
from tools.example_photos.textures import blur, cells, clouds, inflate, linear


def bag() -> Image.Image:
    photo = Photo(seed=31, turn=4, zoom=0.86, at=(50, 51))
    rng, u, v = photo.rng, photo.u, photo.v
    wooden_planks(
        photo, [(188, 164, 132), (232, 214, 186)], 27, 4, contrast=0.8, gap=0.12, length=400
    )
    hide, thread = linear((112, 66, 38)), (210, 176, 130)
    pebbles = 1 - cells(rng, 7)
    leather = 2.4 * blur(pebbles.astype(np.float32), 0.8) + 0.7 * clouds(rng, u, v, 4)
    patina = 1 + 0.12 * clouds(rng, u, v, 18) + 0.1 * (pebbles - pebbles.mean())
    tanned = (hide * patina[..., np.newaxis].clip(0.3)).astype(np.float32)

    def piece(
        path: np.ndarray, tone: float, bulge: float = 0, rim: float = 9, reach: float = 6
    ) -> None:
        mask = photo.area(path)
        relief = leather + (inflate(mask, bulge) if bulge else 0)
        photo.lay(mask, tone * tanned, relief, rim=rim, shadow=0.6, reach=reach)

    handle = curve([(31, 43), (31.6, 30), (36, 19.6), (50, 15), (64, 19.6), (68.4, 30), (69, 43)])
    mask = photo.line(handle, 4.4)
    photo.lay(mask, 0.85 * tanned, leather + inflate(mask, 30), rim=12, shadow=0.6, reach=12)
    for offset in (0.92, 1.08):
        photo.stitch((handle - (50, 43)) * offset + (50, 43), thread, 1.0, 0.22)
    body = symmetric(
        [(50, 39.4), (70, 39.6), (85, 40.4)],
        [(85, 40.4), (88.4, 41.6), (89.2, 45)],
        [(89.2, 45), (91, 64), (92, 82)],
        [(92, 82), (91.4, 87), (86, 88.4)],
        [(86, 88.4), (70, 89.2), (50, 89.4)],
    )
    piece(body, 0.9, 130, rim=20, reach=16)
    edge = inset(body, (50, 64), 1.7)
    photo.stitch(edge, thread)
    pocket = symmetric(
        [(50, 62), (78, 62)],
        [(78, 62), (81, 80)],
        [(81, 80), (80, 84.4), (76, 85)],
        [(76, 85), (50, 85.4)],
    )
    piece(pocket, 0.96, 30)
    photo.stitch(inset(pocket, (50, 72), 1.2), thread)
    flap = symmetric(
        [(50, 38.6), (70, 38.8), (85, 39.6)],
        [(85, 39.6), (89.6, 41), (90.2, 45)],
        [(90.2, 45), (90.4, 58), (87, 66.4), (78, 69.4)],
        [(78, 69.4), (64, 71), (50, 71.4)],
    )
    piece(flap, 1.08, 120, rim=13, reach=12)
    photo.stitch(inset(flap, (50, 54), 1.5), thread)
    for x in (31, 69):
        strap = curve(
            [(x - 2.6, 40), (x + 2.6, 40)],
            [(x + 2.6, 40), (x + 2.6, 78)],
            [(x + 2.6, 78), (x, 81), (x - 2.6, 78)],
            [(x - 2.6, 78), (x - 2.6, 40)],
        )
        piece(strap, 0.8, 16, rim=6, reach=6)
        for offset in (-1.9, 1.9):
            photo.stitch(curve([(x + offset, 41), (x + offset, 77)]), thread, 1.0, 0.2)
        _buckle(photo, x, 70)
        for y in (75.5, 78):
            photo.lay(photo.area(ellipse((x, y), 0.5, 0.5)), linear((30, 18, 10)), rim=0, shadow=0)
        base = curve(
            [(x - 3, 37.5), (x + 3, 37.5)],
            [(x + 3, 37.5), (x + 3, 44)],
            [(x + 3, 44), (x - 3, 44)],
            [(x - 3, 44), (x - 3, 37.5)],
        )
        piece(base, 0.85, 14, rim=6, reach=5)
        photo.stitch(inset(base, (x, 41), 0.8), thread, 0.9, 0.2)
    return photo.develop(tilt=3, warmth=0.03, glow=(0.2, 0.15))


def _buckle(photo: Photo, x: float, y: float) -> None:
    brass = linear((206, 164, 84))
    frame = curve(
        [(x - 4, y - 2.6), (x + 4, y - 2.6)],
        [(x + 4, y - 2.6), (x + 4, y + 2.6)],
        [(x + 4, y + 2.6), (x - 4, y + 2.6)],
        [(x - 4, y + 2.6), (x - 4, y - 2.6)],
    )
    shine = 1 + 0.5 * np.sin(0.9 * photo.u + 1.3 * photo.v)
    albedo = brass * shine[..., np.newaxis].astype(np.float32)
    photo.lay(photo.line(frame, 1.1), albedo, rim=6, shadow=0.6, reach=4)
    photo.lay(
        photo.line(curve([(x, y - 2.6), (x, y + 3)]), 0.8), albedo, rim=5, shadow=0.6, reach=3
    )
