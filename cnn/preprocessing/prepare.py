"""From any picture to an image like Fashion-MNIST's.

The steps are those by which the dataset was made: remove the background, trim to the garment,
scale its longest side to 28 pixels, center its bounding box, show it light on black. Drawings
and photos differ in how the garment is found. The picture after each step is kept for display.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

import cv2
import numpy as np
from PIL import Image

from cnn.data.labels import IMAGE_SIDE
from cnn.errors import UnusableImage
from cnn.preprocessing.background import Background, find_background, paint_over_bars
from cnn.preprocessing.cut_outs import CutOut, cut_outs
from cnn.preprocessing.dataset_image import read_dataset_image
from cnn.preprocessing.outline import INK_THRESHOLD, close_outline, fill_holes, find_ink, is_outline
from cnn.preprocessing.pixels import (
    GARMENT_MEAN,
    GARMENT_STD,
    LINE_VALUE,
    WORKING_SIDE,
    Box,
    rgba_pixels,
)
from cnn.preprocessing.segmentation import flaws, follow_hints, segment_garment
from cnn.preprocessing.transparency import flatten, is_cut_out, opacity, trim

MIN_CONTRAST = 0.1
"""A picture whose values, in 0..1, differ less in every channel is empty."""

EMPTY = "This picture is empty. Draw or show a garment."

MAX_DARK = 64
"""A plain background whose channels, in 0..255, are all below is dark."""

MIN_SIDE = 0.07
"""A garment whose longest side is a smaller share of the picture's is only a dot."""

HOLLOW_RATIO = 1.3
"""A drawing is hollow if it covers more than this multiple of its drawn area when filled."""


SAME = 0.02
"""Two images whose pixels, in 0..1, differ less on average are one hypothesis."""


@dataclass(frozen=True)
class Step:
    title: str
    picture: np.ndarray
    """uint8, grayscale (h, w) or RGB (h, w, 3)."""


@dataclass(frozen=True)
class PreparedImage:
    image: np.ndarray
    """float32 (28, 28), background 0: the network's input, in steps of 1/255, so that an image file
    has exactly these values."""
    kind: Literal["drawing", "photo"]
    steps: tuple[Step, ...]
    warnings: tuple[str, ...]
    title: str = ""
    """How the garment was cut out of a photo, if there is more than one way."""


def prepare(
    picture: Image.Image,
    *,
    fill: bool | None = None,
    crop: Box | None = None,
    hints: np.ndarray | None = None,
) -> PreparedImage:
    """The network's input for a drawing or a photo of any size, RGB or RGBA.

    The first of ``prepare_in_every_way``, which describes the arguments.

    Raises:
        UnusableImage: the picture or the crop is empty, or shows nothing larger than a dot.
    """
    return next(prepare_in_every_way(picture, fill=fill, crop=crop, hints=hints))


def prepare_in_every_way(
    picture: Image.Image,
    *,
    fill: bool | None = None,
    crop: Box | None = None,
    hints: np.ndarray | None = None,
) -> Iterator[PreparedImage]:
    """The inputs that a picture may be for the network: several, if it is a photo without hints.

    ``fill`` tells whether to fill the outline of a drawing; ``None`` fills it if the drawing is
    not filled yet. ``crop`` is the part to keep. ``hints`` says of some pixels of that part whether
    they belong to the garment: a ``Hint`` each, uint8 (h, w) of any size.

    Raises:
        UnusableImage: the picture or the crop is empty, or shows nothing larger than a dot.
    """
    image = read_dataset_image(picture) if crop is None and hints is None else None
    if image is not None:
        yield _finish(image, "photo", [Step("Picture", _to_uint8(image))], [])
        return
    rgba = trim(rgba_pixels(picture, crop))
    if rgba[..., 3].max() < MIN_CONTRAST * 255:
        raise UnusableImage(EMPTY)
    color = flatten(rgba)
    if hints is not None:
        yield _prepare_hinted(color, hints)
    elif is_cut_out(rgba):
        yield _prepare_transparent(color, opacity(rgba), fill)
    else:
        yield from _prepare_opaque(color, fill)


def _prepare_opaque(color: np.ndarray, fill: bool | None) -> Iterator[PreparedImage]:
    background = find_background(color)
    if background is not None:
        color = paint_over_bars(color, background)
    _refuse_if_empty(color, background)
    ink = find_ink(color, background)
    if ink is None:
        yield from _prepare_photo_in_every_way(_enlarge(color), background)
    else:
        yield _prepare_drawing(color, ink, fill)


def _prepare_photo_in_every_way(
    color: np.ndarray, background: Background | None
) -> Iterator[PreparedImage]:
    found: list[np.ndarray] = []
    for cut_out in cut_outs(color, background):
        try:
            prepared = prepare_cut_out(color, cut_out, background)
        except UnusableImage:
            if not found:
                raise
            continue
        if all(np.abs(prepared.image - other).mean() > SAME for other in found):
            found.append(prepared.image)
            yield prepared


def prepare_cut_out(
    color: np.ndarray, cut_out: CutOut, background: Background | None
) -> PreparedImage:
    """The network's input for one way to cut a garment out of a photo, uint8 (h, w, 3).

    Raises:
        UnusableImage: there is nothing larger than a dot.
    """
    prepared = _prepare_photo(
        color[cut_out.part], cut_out.mask, cut_out.plausible, _is_dark(background)
    )
    return replace(prepared, title=cut_out.title)


def _enlarge(color: np.ndarray) -> np.ndarray:
    """A small photo at the working size, to which the sizes in its segmentation refer."""
    scale = WORKING_SIDE / max(color.shape)
    if scale <= 1:
        return color
    return cv2.resize(color, None, fx=scale, fy=scale, interpolation=cv2.INTER_NEAREST)


def _refuse_if_empty(color: np.ndarray, background: Background | None) -> None:
    contrast = max(np.ptp(channel) for channel in cv2.split(color)) / 255
    if contrast <= (MIN_CONTRAST if background is None else background.deviation):
        raise UnusableImage(EMPTY)


def _is_dark(background: Background | None) -> bool:
    return background is not None and float(background.color.max()) < MAX_DARK


def _prepare_hinted(color: np.ndarray, hints: np.ndarray) -> PreparedImage:
    color = _enlarge(color)
    background = find_background(color)
    mask, _ = segment_garment(color, background)
    mask = follow_hints(color, mask, hints)
    if not mask.any():
        raise UnusableImage("All of the picture is marked as background. Mark the garment too.")
    return _prepare_photo(color, mask, True, _is_dark(background))


def _prepare_transparent(color: np.ndarray, ink: np.ndarray, fill: bool | None) -> PreparedImage:
    mask = ink > 0.5
    low, high = np.percentile(color[mask], (5, 95), axis=0)
    one_color = (high - low).max() < MIN_CONTRAST * 255
    if one_color or is_outline(mask):
        return _prepare_drawing(color, ink, fill)
    return _prepare_photo(color, mask, True, False)


def _prepare_drawing(color: np.ndarray, ink: np.ndarray, fill: bool | None) -> PreparedImage:
    ink = ink / ink.max()
    box = _bounding_box(ink > INK_THRESHOLD)
    ink = ink[box]
    drawn = ink > INK_THRESHOLD
    steps = [Step("Drawing", color), Step("Trimmed and inverted", _to_uint8(ink))]
    warnings = []
    thin = is_outline(drawn)
    hollow = fill_holes(drawn).sum() > HOLLOW_RATIO * drawn.sum()
    if fill or (fill is None and (thin or hollow)):
        lines, closed = close_outline(drawn)
        if thin and not closed:
            warnings.append("The outline has gaps. Close them, or fill in the garment.")
        steps.append(Step("Outline closed", _to_uint8(lines)))
        ink = np.where(fill_holes(lines), GARMENT_MEAN, 0).astype(np.float32)
        ink[lines] = LINE_VALUE
        steps.append(Step("Outline filled", _to_uint8(ink)))
    elif not thin and _is_one_tone(ink[drawn]):
        ink = ink * GARMENT_MEAN
        steps.append(Step("As bright as a garment", _to_uint8(ink)))
    return _finish(ink, "drawing", steps, warnings)


def _is_one_tone(values: np.ndarray) -> bool:
    low, high = np.percentile(values, (10, 90))
    return bool(high - low < MIN_CONTRAST)


def _prepare_photo(
    color: np.ndarray, mask: np.ndarray, plausible: bool, on_dark: bool
) -> PreparedImage:
    warnings = []
    if not plausible:
        mask = np.ones_like(mask)
        warnings.append(
            "The garment could not be told apart from its background. Mark it, crop the picture, "
            "or use a plain background."
        )
    else:
        warnings += flaws(mask)
    box = _bounding_box(mask)
    gray = cv2.cvtColor(color, cv2.COLOR_RGB2GRAY).astype(np.float32) / 255
    faded = 255 - (255 - color) // 6
    steps = [
        Step("Photo", color),
        Step("Garment found", np.where(mask[..., np.newaxis], color, faded)),
    ]
    # The dataset's garments are light on black: they were dark on white.
    mask, ink = mask[box], gray[box] if on_dark else 1 - gray[box]
    steps.append(Step("Trimmed" if on_dark else "Trimmed and inverted", _to_uint8(ink * mask)))
    ink = _match_brightness(ink, mask)
    steps.append(Step("Contrast matched to Fashion-MNIST", _to_uint8(ink)))
    return _finish(ink, "photo", steps, warnings)


def _match_brightness(ink: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """The garment with the mean and the contrast that are typical of Fashion-MNIST."""
    garment = ink[mask]
    gain = np.clip(GARMENT_STD / max(float(garment.std()), 1e-3), 0.5, 2)
    ink = GARMENT_MEAN + (ink - garment.mean()) * gain
    return np.where(mask, np.clip(ink, 0.05, 1), 0).astype(np.float32)


def _finish(
    ink: np.ndarray, kind: Literal["drawing", "photo"], steps: list[Step], warnings: list[str]
) -> PreparedImage:
    pixels = _to_uint8(resize_and_center(ink))
    steps.append(Step("28x28, centered", pixels))
    return PreparedImage(pixels.astype(np.float32) / 255, kind, tuple(steps), tuple(warnings))


def resize_and_center(ink: np.ndarray) -> np.ndarray:
    """A trimmed picture, float32 (h, w), on a black square, float32 (28, 28).

    Its longest side becomes 28 pixels, and its bounding box is centered.
    """
    scale = IMAGE_SIDE / max(ink.shape)
    height, width = (max(1, round(side * scale)) for side in ink.shape)
    method = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    image = np.zeros((IMAGE_SIDE, IMAGE_SIDE), np.float32)
    top, left = (IMAGE_SIDE - height) // 2, (IMAGE_SIDE - width) // 2
    resized = cv2.resize(ink, (width, height), interpolation=method)
    # Rounding may lead beyond 1.
    image[top : top + height, left : left + width] = resized.clip(0, 1)
    return image


def _bounding_box(mask: np.ndarray) -> tuple[slice, slice]:
    """The rows and columns of the bounding box of a mask, bool (h, w)."""
    left, top, width, height = cv2.boundingRect(mask.astype(np.uint8))
    if max(width, height) < MIN_SIDE * max(mask.shape):
        raise UnusableImage("This is only a dot. Draw or show a larger garment.")
    return slice(top, top + height), slice(left, left + width)


def _to_uint8(values: np.ndarray) -> np.ndarray:
    return (values * 255.0).round().astype(np.uint8)
