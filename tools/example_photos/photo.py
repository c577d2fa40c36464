"""A photo of pieces of cloth: height fields, lit from the upper left, before a simple camera."""

import cv2
import numpy as np
from PIL import Image

from tools.draw_examples import Points
from tools.example_photos.outlines import curve, ellipse
from tools.example_photos.textures import (
    AMBIENT,
    SIDE,
    WORK,
    Color,
    blur,
    linear,
    mix,
    noise,
    shade,
    shift,
)

FRACTION_BITS = 4
"""OpenCV draws at fractions of a pixel, given as integers."""


class Photo:
    """A picture in linear light, (h, w, 3), on which a garment is laid, piece by piece.

    ``x`` and ``y`` are the coordinates of each pixel in percent of the side. ``u`` and ``v`` are
    those on the garment, which is turned by ``turn`` degrees, scaled by ``zoom`` and centered
    ``at`` a point.
    """

    def __init__(self, seed: int, turn: float, zoom: float, at: tuple[float, float] = (50, 50)):
        self.rng = np.random.default_rng(seed)
        self.color = np.zeros((WORK, WORK, 3), np.float32)
        self.y, self.x = (np.mgrid[:WORK, :WORK].astype(np.float32) + 0.5) * (100 / WORK)
        cos, sin = np.cos(np.radians(turn)), np.sin(np.radians(turn))
        self.matrix = zoom * np.array([[cos, -sin], [sin, cos]])
        self.at = np.array(at)
        self.phases = self.rng.uniform(0, 2 * np.pi, 8)
        inverse = np.linalg.inv(self.matrix)
        x, y = self.x - self.at[0], self.y - self.at[1]
        u = inverse[0, 0] * x + inverse[0, 1] * y + 50
        v = inverse[1, 0] * x + inverse[1, 1] * y + 50
        wobble_u, wobble_v = self._wobble(u, v)
        self.u, self.v = (u - wobble_u).astype(np.float32), (v - wobble_v).astype(np.float32)

    def _wobble(self, u: np.ndarray, v: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Nobody lays out cloth without a small distortion."""
        a = self.phases
        return (
            0.5 * np.sin(v / 9 + a[0]) + 0.25 * np.sin(v / 4 + u / 7 + a[1]),
            0.5 * np.sin(u / 10 + a[2]) + 0.25 * np.sin(u / 4.5 + v / 6 + a[3]),
        )

    def place(self, path: np.ndarray) -> np.ndarray:
        """The pixels of a path, float (n, 2)."""
        bent = path + np.stack(self._wobble(path[:, 0], path[:, 1]), axis=1)
        pixels: np.ndarray = ((bent - 50) @ self.matrix.T + self.at) * (WORK / 100)
        return pixels

    def _fixed_point(self, path: np.ndarray) -> np.ndarray:
        rounded: np.ndarray = np.round(self.place(path) * 2**FRACTION_BITS)
        return rounded.astype(np.int32)

    def area(self, path: np.ndarray) -> np.ndarray:
        """The inside of an outline, float32 in 0..1."""
        mask = np.zeros((WORK, WORK), np.uint8)
        cv2.fillPoly(mask, [self._fixed_point(path)], 255, cv2.LINE_AA, FRACTION_BITS)
        return mask.astype(np.float32) / 255

    def line(self, path: np.ndarray, width: float) -> np.ndarray:
        """A line of a width in percent, float32 in 0..1."""
        mask = np.zeros((WORK, WORK), np.uint8)
        pixels = max(1, round(width * WORK / 100))
        points = [self._fixed_point(path)]
        cv2.polylines(mask, points, False, 255, pixels, cv2.LINE_AA, FRACTION_BITS)
        return mask.astype(np.float32) / 255

    def dashes(self, path: np.ndarray, width: float, pitch: float) -> np.ndarray:
        """The stitches of a seam, float32 in 0..1."""
        along = np.concatenate([[0], np.hypot(*np.diff(path, axis=0).T).cumsum()])
        mask = np.zeros((WORK, WORK), np.float32)
        pixels = max(1, round(width * WORK / 100))
        for start in np.arange(0, along[-1] - pitch, pitch):
            at = np.linspace(start, start + 0.62 * pitch, 4)
            points = np.stack([np.interp(at, along, path[:, i]) for i in (0, 1)], axis=1)
            dash = [self._fixed_point(points)]
            cv2.polylines(mask, dash, False, 1, pixels, cv2.LINE_AA, FRACTION_BITS)
        return blur(mask, 0.7)

    def creases(self, width: float, *paths: Points) -> np.ndarray:
        """Ridges along curves, which fade out at both ends, up to about 1."""
        mask = np.zeros((WORK, WORK), np.float32)
        for path in paths:
            points = self._fixed_point(curve(path))
            fading = np.sin(np.pi * np.linspace(0, 1, len(points))) ** 0.7
            for start, end, value in zip(points, points[1:], fading, strict=False):
                cv2.line(mask, start, end, float(value), 3, cv2.LINE_AA, FRACTION_BITS)
        sigma = width * WORK / 100
        return blur(mask, sigma) * sigma * 0.7 + blur(mask, sigma / 3) * sigma * 0.12

    def drape(self, size: float, angle: float, sharpness: float = 0.8) -> np.ndarray:
        """Soft folds all over, between about -1 and 1: noise that is bent by noise."""
        bend = 0.6 * size * noise(self.rng, self.u, self.v, 2.5 * size, 2.5 * size)
        cos, sin = np.cos(angle), np.sin(angle)
        along, across = cos * self.u + sin * self.v + bend, cos * self.v - sin * self.u + bend
        ridged = np.abs(noise(self.rng, along, across, 2.6 * size, size))
        soft = noise(self.rng, along, across, 2 * size, 1.4 * size)
        return blur(0.6 * soft - sharpness * ridged, 4)

    def lay(
        self,
        mask: np.ndarray,
        albedo: np.ndarray,
        height: np.ndarray | float = 0,
        *,
        rim: float = 6,
        shadow: float = 0.5,
        reach: float = 5,
        ambient: float = AMBIENT,
    ) -> None:
        """Puts a piece of cloth on the picture.

        ``albedo`` is its color, (3,) or (h, w, 3), ``height`` its relief and ``rim`` the
        thickness of its rounded edge, in pixels; ``shadow`` and ``reach`` are the darkness and
        the size of its shadow.
        """
        self.cast(mask, shadow, reach)
        distance = cv2.distanceTransform((mask > 0.5).astype(np.uint8), cv2.DIST_L2, 5)
        radius = max(1.5 * rim, 1)
        edge = rim * np.sqrt(1 - (1 - np.minimum(distance / radius, 1)) ** 2)
        light = shade(blur(edge.astype(np.float32), 1.5) + height, ambient)
        self.color = mix(self.color, albedo * light[..., np.newaxis], mask)

    def cast(self, mask: np.ndarray, shadow: float, reach: float) -> None:
        """The shadow of a piece: dark where it touches, soft further away."""
        near = blur(shift(mask, 0.4 * reach, 0.5 * reach), 0.6 * reach)
        far = blur(shift(mask, 1.6 * reach, 2 * reach), 2.5 * reach)
        self.color *= (1 - shadow * near)[..., np.newaxis]
        self.color *= (1 - 0.6 * shadow * far)[..., np.newaxis]

    def seam(self, path: np.ndarray, depth: float = 0.35, width: float = 0.35) -> None:
        """A seam: the cloth dips, one side is lit and the other is not."""
        line = blur(self.line(path, width), 1.2)
        light = shade(-4 * blur(line, 2)) * (1 - depth * line)
        self.color *= light[..., np.newaxis]

    def stitch(
        self, path: np.ndarray, color: Color, pitch: float = 1.1, width: float = 0.28
    ) -> None:
        mask = self.dashes(path, width, pitch)
        self.lay(mask, linear(color), 2 * mask, rim=0, shadow=0.5, reach=2)

    def disk(self, center: tuple[float, float], radius: float, color: Color) -> None:
        """A button or rivet of metal."""
        x, y = (self.u - center[0]) / radius, (self.v - center[1]) / radius
        distance = np.hypot(x, y)
        dome = 5 * np.cos(distance.clip(0, 1) * np.pi / 2)
        dome -= 4 * np.exp(-(((distance - 0.62) / 0.1) ** 2))
        gloss = 0.7 * np.exp(-((x + 0.3) ** 2 + (y + 0.35) ** 2) / 0.08)
        albedo = linear(color) + gloss[..., np.newaxis]
        mask = self.area(ellipse(center, radius, radius))
        self.lay(mask, albedo, dome, rim=2, shadow=0.6, reach=2)

    def develop(self, tilt: float, warmth: float, glow: tuple[float, float]) -> Image.Image:
        """The photo.

        ``tilt`` is by how much the upper edge is farther away, in percent of the side, and
        ``glow`` where the light is brightest, in 0..1.
        """
        image = cv2.resize(self._tilted(tilt), (SIDE, SIDE), interpolation=cv2.INTER_AREA)
        y, x = np.mgrid[:SIDE, :SIDE].astype(np.float32) / SIDE
        lamp = np.exp(-((x - glow[0]) ** 2 + (y - glow[1]) ** 2) / 0.7)
        vignette = 1 - 0.42 * ((x - 0.5) ** 2 + (y - 0.5) ** 2)
        image *= ((0.68 + 0.5 * lamp) * vignette)[..., np.newaxis]
        image *= np.array([1 + warmth, 1, 1 - warmth], np.float32)
        # Some of the light spreads in the lens.
        image = 0.93 * blur(image, 0.55) + 0.07 * blur(image, 12)
        luma = 0.8 * self.rng.standard_normal((SIDE, SIDE, 1))
        chroma = 0.5 * blur(self.rng.standard_normal((SIDE, SIDE, 3)), 1.2)
        image = image + 0.016 * np.sqrt(image.clip(0.01)) * (luma + chroma)
        tones = (1.1 * image).clip(0, 1) ** (1 / 2.2)
        contrast = tones**2 * (3 - 2 * tones)
        return Image.fromarray((255 * (0.65 * tones + 0.35 * contrast)).round().astype(np.uint8))

    def _tilted(self, tilt: float) -> np.ndarray:
        corners = np.array([[0, 0], [1, 0], [1, 1], [0, 1]], np.float32) * WORK
        spread = np.array([[-1, 0], [1, 0], [0.2, 0], [-0.2, 0]], np.float32) * tilt * WORK / 100
        matrix = cv2.getPerspectiveTransform(corners, corners + spread.astype(np.float32))
        size, border = (WORK, WORK), cv2.BORDER_REFLECT
        tilted: np.ndarray = cv2.warpPerspective(self.color, matrix, size, borderMode=border)
        return tilted
