"""The surfaces on which the garments of the example photos lie."""

import numpy as np

from tools.example_photos.photo import Photo
from tools.example_photos.textures import (
    Color,
    blur,
    cells,
    clouds,
    grain,
    linear,
    mix,
    noise,
    shade,
)


def wooden_planks(
    photo: Photo,
    colors: list[Color],
    width: float,
    turn: float,
    contrast: float = 1,
    gap: float = 0.16,
    length: float = 55,
) -> None:
    rng, angle = photo.rng, np.radians(turn)
    along = np.cos(angle) * photo.x + np.sin(angle) * photo.y
    across = np.cos(angle) * photo.y - np.sin(angle) * photo.x + 40
    row = np.floor(across / width)
    offsets = rng.uniform(0, 100, 64)[row.astype(int) % 64]
    board = np.floor((along + offsets) / length)
    plank = (row * 7 + board * 13).astype(int) % 64
    shifted = along + 37.0 * plank
    bend = noise(rng, shifted, across + 11.0 * plank, 24, 5)
    rings = np.sin(
        (across + 1.1 * bend + 3.0 * plank) * 2.4 + 1.5 * noise(rng, shifted, across, 40, 2)
    )
    fibers = noise(rng, shifted, across, 7, 0.22) + 0.7 * noise(rng, shifted, across, 16, 0.6)
    pores = np.clip(noise(rng, shifted, across, 2.2, 0.16) - 1.3, 0, 1)
    share = 0.5 + 0.16 * rings + 0.13 * fibers + 0.5 * (rng.uniform(0, 1, 64)[plank] - 0.5)
    dark, light = linear(colors[0]), linear(colors[1])
    albedo = mix(dark, light, (0.5 + contrast * (share - 0.5)).clip(0, 1.3).astype(np.float32))
    albedo *= (1 - 0.5 * contrast * pores)[..., np.newaxis]
    edge = np.minimum(across % width, width - across % width)
    end = np.minimum((along + offsets) % length, length - (along + offsets) % length)
    groove = np.exp(-((np.minimum(edge, end) / gap) ** 2)).astype(np.float32)
    relief = 0.25 * fibers - 3 * groove
    light_on = shade(relief) * (1 - 0.72 * groove)
    photo.color = albedo * light_on[..., np.newaxis]


def quilt(photo: Photo, color: Color, size: float) -> None:
    rng = photo.rng
    bend = 0.7 * noise(rng, photo.x, photo.y, 14, 14)
    p, q = photo.x + photo.y + bend, photo.x - photo.y + 0.8 * bend + 3
    puff = np.abs(np.sin(np.pi * p / size) * np.sin(np.pi * q / size)) ** 0.45
    weave = np.sin(photo.x * 2 * np.pi / 0.62) * np.sin(photo.y * 2 * np.pi / 0.62)
    relief = (
        13 * puff + 0.3 * weave + 0.2 * grain(rng, 1.5) + 22 * clouds(rng, photo.x, photo.y, 45)
    )
    relief += 1.2 * puff * noise(rng, photo.x, photo.y, 4, 4)
    albedo = linear(color) * (1 + 0.02 * grain(rng, 1) + 0.02 * grain(rng, 30))[..., np.newaxis]
    photo.color = albedo * shade(relief, 0.4)[..., np.newaxis]


def tiles(photo: Photo, color: Color, grout: Color, size: float, turn: float) -> None:
    rng, angle = photo.rng, np.radians(turn)
    a = np.cos(angle) * photo.x + np.sin(angle) * photo.y + 9
    b = np.cos(angle) * photo.y - np.sin(angle) * photo.x + 14
    tile = (np.floor(a / size) * 5 + np.floor(b / size) * 11).astype(int) % 32
    edge = np.minimum(np.minimum(a % size, size - a % size), np.minimum(b % size, size - b % size))
    joint = 1 / (1 + np.exp((edge - 0.4) * 16))
    marble = clouds(rng, photo.x + 31.0 * tile, photo.y + 17.0 * tile, 14)
    veins = np.exp(-((clouds(rng, photo.x + 13.0 * tile, photo.y, 22) / 0.05) ** 2))
    value = 1 + 0.05 * marble - 0.06 * veins + 0.1 * (rng.uniform(0, 1, 32)[tile] - 0.5)
    albedo = linear(color) * value[..., np.newaxis]
    dirt = linear(grout) * (1 + 0.12 * grain(rng, 2))[..., np.newaxis]
    relief = -5 * joint + 0.2 * grain(rng, 1) * joint - 1.5 * np.exp(-((edge - 0.9) ** 2) / 0.1)
    photo.color = mix(albedo, dirt, joint)
    photo.color *= shade(relief)[..., np.newaxis]
    # The window, reflected by the glaze.
    slant = (photo.x + 0.35 * photo.y - 20) / 16
    window = np.exp(-(np.abs(slant) ** 4)) * (1 - joint) * (1 + 0.15 * marble)
    photo.color += (0.05 * blur(window.astype(np.float32), 18))[..., np.newaxis]


def carpet(photo: Photo, color: Color, border: Color) -> None:
    """A rug with two stripes along its upper edge."""
    rng = photo.rng
    tufts = 1 - cells(rng, 9) + 0.7 * (1 - cells(rng, 5))
    lean = clouds(rng, photo.x, photo.y, 26)
    row = photo.y - 0.07 * photo.x + 0.1 * grain(rng, 2)
    striped = (np.abs(row - 3.2) < 0.9) | (np.abs(row - 6.2) < 0.45)
    value = 1 + 0.22 * (tufts - tufts.mean()) + 0.08 * grain(rng, 2) + 0.03 * lean
    relief = 4 * blur(tufts.astype(np.float32), 0.7) + 0.7 * grain(rng, 1.2) + 5 * lean
    dyed = mix(linear(color), linear(border), blur(striped.astype(np.float32), 2))
    albedo = dyed * value[..., np.newaxis].clip(0.2)
    photo.color = albedo * shade(relief, 0.45)[..., np.newaxis]


def concrete(photo: Photo, color: Color) -> None:
    rng = photo.rng
    # Seen at an angle: what is higher in the picture is farther away.
    far = 1 / (0.55 + 0.0085 * photo.y)
    x, y = (photo.x - 50) * far, -140 * far
    mottled = clouds(rng, x, y, 22) + 0.6 * clouds(rng, x, y, 5)
    sand = noise(rng, x, y, 0.3, 0.45) + 0.8 * noise(rng, x, y, 0.7, 1.0)
    pits = np.clip(noise(rng, x, y, 0.7, 1.0) - 2.4, 0, 1)
    value = 1 + 0.05 * mottled + 0.05 * sand - 0.4 * pits
    relief = 0.4 * sand - 3 * pits + 0.8 * mottled
    albedo = linear(color) * value[..., np.newaxis]
    photo.color = albedo * shade(relief)[..., np.newaxis]
    # Out of focus where it is far away.
    for sigma, below in ((2, 52), (5, 26)):
        photo.color = mix(
            photo.color, blur(photo.color, sigma), ((below - photo.y) / 22).clip(0, 1)
        )
