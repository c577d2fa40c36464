"""Any picture gets a garment or a sentence: what holds for pictures of all kinds.

100 examples a run, or as many as the environment variable CNN_EXAMPLES says.
"""

import io
import os
import warnings
from dataclasses import dataclass

import numpy as np
import pillow_heif
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw, PngImagePlugin

from cnn.errors import UnusableImage
from cnn.preprocessing.image_file import open_picture
from cnn.preprocessing.prepare import PreparedImage, prepare

thorough = settings(
    max_examples=int(os.environ.get("CNN_EXAMPLES", "100")),
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)

MODES = ("1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "I;16", "I", "F")
FORMATS = ("PNG", "JPEG", "WEBP", "AVIF", "HEIC", "BMP", "TIFF", "GIF")
# What a format cannot store is saved in a mode that it can.
STORED = {
    "JPEG": {"LA": "L", "P": "RGB", "RGBA": "RGB", "I;16": "L", "I": "L", "F": "L"},
    "PNG": {"CMYK": "RGB", "F": "L", "I": "I;16"},
    "WEBP": {mode: "RGBA" if "A" in mode else "RGB" for mode in MODES},
    "AVIF": {mode: "RGBA" if "A" in mode else "RGB" for mode in MODES},
    "HEIC": {mode: "RGBA" if "A" in mode else "RGB" for mode in MODES},
    "BMP": {"LA": "L", "RGBA": "RGB", "CMYK": "RGB", "I;16": "L", "I": "L", "F": "L"},
    "TIFF": {},
    "GIF": {"CMYK": "RGB", "I;16": "L", "I": "L", "F": "L"},
}


@dataclass(frozen=True)
class Example:
    """How to build a picture file: hypothesis prints and shrinks it."""

    mode: str
    kind: str
    width: int
    height: int
    ground: int
    tone: int
    transparent_ground: bool
    shape: str
    margin: float
    noise: float
    text: bool
    profile: bytes
    orientation: int

    def file(self) -> bytes:
        return _encode(self._picture(), self)

    def _picture(self) -> Image.Image:
        tones = np.asarray(self._drawn(), np.float32) / 255
        gray = self.ground + (self.tone - self.ground) * tones
        gray += np.random.default_rng(1).normal(0, self.noise, gray.shape)
        picture = Image.fromarray(gray.clip(0, 255).astype(np.uint8))
        mode = STORED[self.kind].get(self.mode, self.mode)
        if mode in ("LA", "RGBA"):
            picture = picture.convert(mode)
            if self.transparent_ground:
                picture.putalpha(Image.fromarray((tones * 255).astype(np.uint8)))
            return picture
        if mode in ("I;16", "I", "F"):
            dtype = {"I;16": np.uint16, "I": np.int32, "F": np.float32}[mode]
            return Image.fromarray(np.asarray(picture).astype(dtype) * 200)
        if mode == "1":
            return picture.point(lambda value: 255 * (value > 127)).convert("1")
        return picture.convert("RGB").convert(mode)

    def _drawn(self) -> Image.Image:
        drawn = Image.new("L", (self.width, self.height))
        left, top = self.margin * self.width, self.margin * self.height
        box = (left, top, max(left, self.width - 1 - left), max(top, self.height - 1 - top))
        draw = ImageDraw.Draw(drawn)
        if self.shape == "filled":
            draw.ellipse(box, fill=255)
        elif self.shape == "outlined":
            draw.ellipse(box, outline=255, width=max(1, min(drawn.size) // 20))
        elif self.shape == "line":
            draw.line(box, fill=255, width=max(1, min(drawn.size) // 20))
        return drawn


def _encode(picture: Image.Image, example: Example) -> bytes:
    file = io.BytesIO()
    if example.kind == "HEIC":
        pillow_heif.from_pillow(picture).save(file)
        return file.getvalue()
    options: dict[str, object] = {}
    if example.kind in ("PNG", "JPEG", "WEBP", "TIFF"):
        exif = Image.Exif()
        exif[0x0112] = example.orientation
        options["exif"] = exif
    if example.kind in ("PNG", "JPEG", "WEBP", "AVIF", "TIFF") and example.profile:
        options["icc_profile"] = example.profile
    if example.kind == "PNG" and example.text:
        texts = PngImagePlugin.PngInfo()
        texts.add_text("note", "n" * 1_500_000, zip=True)
        options["pnginfo"] = texts
    picture.save(file, example.kind, **options)
    return file.getvalue()


examples = st.builds(
    Example,
    mode=st.sampled_from(MODES),
    kind=st.sampled_from(FORMATS),
    width=st.integers(1, 400) | st.sampled_from([28, 1500]),
    height=st.integers(1, 400) | st.sampled_from([28, 1500]),
    ground=st.integers(0, 255) | st.sampled_from([0, 255]),
    tone=st.integers(0, 255) | st.sampled_from([0, 255]),
    transparent_ground=st.booleans(),
    shape=st.sampled_from(["filled", "outlined", "line", "nothing"]),
    margin=st.floats(0, 0.45),
    noise=st.sampled_from([0.0, 0.0, 3.0, 20.0]),
    text=st.booleans(),
    profile=st.sampled_from([b"", b"no profile", bytes(1_500_000)]),
    orientation=st.integers(0, 9),
)


def answer(file: bytes) -> PreparedImage | None:
    """The garment, or ``None`` after a sentence. Anything else fails the test."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            return prepare(open_picture(file))
    except UnusableImage as error:
        assert str(error).endswith(".")
        assert len(str(error)) > 20
        return None


def assert_is_an_input(prepared: PreparedImage) -> None:
    assert prepared.image.shape == (28, 28)
    assert prepared.image.dtype == np.float32
    assert np.isfinite(prepared.image).all()
    assert prepared.image.min() >= 0
    assert 0 < prepared.image.max() <= 1
    assert all(step.picture.dtype == np.uint8 for step in prepared.steps)


@thorough
@given(examples)
def test_every_picture_gets_a_garment_or_a_sentence(example: Example) -> None:
    prepared = answer(example.file())
    if prepared is not None:
        assert_is_an_input(prepared)


@thorough
@given(
    st.builds(
        Example,
        mode=st.sampled_from(MODES[1:]),  # of two tones, one would be the ground's
        kind=st.sampled_from(FORMATS),
        width=st.integers(60, 400),
        height=st.integers(60, 400),
        ground=st.sampled_from([0, 255]),
        tone=st.integers(90, 165),
        transparent_ground=st.booleans(),
        shape=st.sampled_from(["filled", "outlined"]),
        margin=st.floats(0.02, 0.2),
        noise=st.just(0.0),
        text=st.booleans(),
        profile=st.just(b""),
        orientation=st.integers(1, 8),
    )
)
def test_every_sound_picture_of_a_garment_gets_a_garment(example: Example) -> None:
    prepared = answer(example.file())
    assert prepared is not None
    assert_is_an_input(prepared)
    if example.shape == "filled":
        assert prepared.image[14, 14] > 0.2
    assert max(prepared.image[0, 0], prepared.image[27, 27]) < 0.1


@thorough
@given(examples, st.floats(0, 1), st.integers(1, 255), st.booleans())
def test_every_damaged_picture_gets_a_garment_or_a_sentence(
    example: Example, place: float, change: int, cut: bool
) -> None:
    file = bytearray(example.file())
    index = min(int(place * len(file)), len(file) - 1)
    file[index] ^= change
    prepared = answer(bytes(file[: index + 1] if cut else file))
    if prepared is not None:
        assert_is_an_input(prepared)


SIGNATURES = (
    *(b"", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF89a", b"BM", b"II*\0"),
    *(b"RIFF\0\0\0\0WEBP", b"\0\0\0\x18ftypheic"),
)


@thorough
@given(st.binary(max_size=300), st.sampled_from(SIGNATURES))
def test_every_other_file_gets_a_sentence(data: bytes, signature: bytes) -> None:
    assert answer(signature + data) is None


@pytest.mark.parametrize("kind", FORMATS)
def test_examples_are_files_of_their_format(kind: str) -> None:
    example = Example("RGB", kind, 90, 80, 255, 100, False, "filled", 0.1, 0, True, b"", 1)
    start = {"PNG": b"\x89PNG", "JPEG": b"\xff\xd8", "WEBP": b"RIFF", "BMP": b"BM", "TIFF": b"II*"}
    assert example.file().startswith(start.get(kind, b""))
    assert answer(example.file()) is not None
