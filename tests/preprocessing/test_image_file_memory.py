"""How much memory a picture may take, and takes."""

import struct
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFile

from cnn.errors import UnusableImage
from cnn.preprocessing import image_file
from cnn.preprocessing.image_file import (
    MAX_SIDE,
    open_picture,
)
from tests.preprocessing.picture_files import encode, half_black, png_chunk


def test_too_little_memory_refuses_the_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(self: ImageFile.ImageFile) -> None:
        raise MemoryError

    data = encode(half_black())
    monkeypatch.setattr(ImageFile.ImageFile, "load", fail)
    with pytest.raises(UnusableImage, match="too large"):
        open_picture(data)


@pytest.mark.parametrize(
    "mode, size",
    [("1", (12000, 12000)), ("L", (12000, 12000)), ("RGB", (6000, 6000)), ("RGBA", (6000, 6000))],
)
def test_a_picture_that_takes_too_much_memory_is_refused_before_it_is_decoded(
    mode: str, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    data = encode(Image.new(mode, size), compress_level=1)
    monkeypatch.setattr(ImageFile.ImageFile, "load", lambda self: pytest.fail("decoded"))
    with pytest.raises(UnusableImage, match=r"more than 140 MB .* Scale it down"):
        open_picture(data)


def test_a_bomb_is_refused_before_it_is_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    header = struct.pack(">IIBBBBB", 2**31 - 1, 2**31 - 1, 8, 2, 0, 0, 0)
    png = encode(half_black())
    bomb = png[:8] + png_chunk(b"IHDR", header) + png[33:]
    monkeypatch.setattr(ImageFile.ImageFile, "load", lambda self: pytest.fail("decoded"))
    with pytest.raises(UnusableImage, match="too large"):
        open_picture(bomb)


@pytest.mark.parametrize(
    "kind, side, options",
    [
        ("WEBP", 3000, {}),
        ("AVIF", 3900, {"speed": 10}),
        ("JPEG", 5000, {"progressive": True, "subsampling": 0}),
        ("TIFF", 3600, {"compression": "tiff_lzw", "tiffinfo": {278: 3600}}),
    ],
)
def test_decoders_that_need_more_memory_are_limited_earlier(
    kind: str, side: int, options: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    data = encode(Image.new("RGB", (side, side)), kind, **options)
    monkeypatch.setattr(ImageFile.ImageFile, "load", lambda self: pytest.fail("decoded"))
    with pytest.raises(UnusableImage, match="too large"):
        open_picture(data)


def test_a_large_jpeg_is_decoded_at_a_fraction_of_its_size() -> None:
    # As RGB it would take 390 MB.
    assert open_picture(encode(Image.new("RGB", (9900, 9900)), "JPEG")).size == (MAX_SIDE, MAX_SIDE)


MEASURE = """
import re, sys
from pathlib import Path
from cnn.preprocessing.image_file import open_picture
from cnn.preprocessing.prepare import prepare

def memory(kind):
    return int(re.search(kind + r":\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) / 1000

prepare(open_picture(Path(sys.argv[1])))
before = memory("VmRSS")
for file in sys.argv[2:]:
    Path("/proc/self/clear_refs").write_text("5")
    prepare(open_picture(Path(file)))
    print(file, round(memory("VmHWM") - before))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="reads the peak of the memory from /proc")
def test_a_picture_takes_at_most_160_megabytes(tmp_path: Path) -> None:
    def save(name: str, picture: Image.Image, **options: Any) -> Path:
        ImageDraw.Draw(picture).rectangle((1000, 1000, 2000, 2500), fill=0)
        picture.save(tmp_path / name, **options)
        return tmp_path / name

    deep = Image.fromarray(np.full((8000, 8300), 60000, np.uint16))
    small = save("small.png", Image.new("L", (3000, 3000), 255))
    large = [
        save("gray.png", Image.new("L", (11500, 11500), 255), compress_level=1),
        save("deep.png", deep, compress_level=1),
        save("color.png", Image.new("RGB", (5800, 5800), "white"), compress_level=1),
        save("alpha.png", Image.new("LA", (5800, 5800), (255, 255)), compress_level=1),
        save("photo.webp", Image.new("RGB", (2900, 2850), "white"), method=0),
        save("photo.avif", Image.new("RGB", (3700, 3700), "white"), speed=10),
        save("progressive.jpg", Image.new("RGB", (5600, 7400), "white"), progressive=True),
        save("strip.tif", Image.new("RGB", (3300, 3300), "white"), compression="tiff_lzw"),
    ]
    out = subprocess_output([sys.executable, "-c", MEASURE, small, *large])
    grown = {Path(file).name: int(mb) for file, mb in (line.split() for line in out.splitlines())}
    assert len(grown) == len(large)
    assert max(grown.values()) <= 160, grown


def subprocess_output(command: list[str | Path]) -> str:
    root = Path(image_file.__file__).parents[2]
    return subprocess.run(command, cwd=root, capture_output=True, text=True, check=True).stdout


def test_pictures_are_decoded_one_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    load, running, most = ImageFile.ImageFile.load, 0, 0

    def watched(self: ImageFile.ImageFile) -> object:
        nonlocal running, most
        running += 1
        most = max(most, running)
        threading.Event().wait(0.02)
        running -= 1
        return load(self)

    data = encode(half_black())
    monkeypatch.setattr(ImageFile.ImageFile, "load", watched)
    threads = [threading.Thread(target=open_picture, args=[data]) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == 1


def test_what_is_free_limits_a_picture_and_not_a_drawing(monkeypatch: pytest.MonkeyPatch) -> None:
    large, small = (encode(Image.new("RGB", (side, side))) for side in (2500, 1900))
    monkeypatch.setattr(image_file, "free_memory", lambda: 10_000_000)
    with pytest.raises(UnusableImage, match=r"too little memory .* try again later"):
        open_picture(large)
    assert open_picture(small).size == (MAX_SIDE, MAX_SIDE)
    for free in (90_000_000, None):
        monkeypatch.setattr(image_file, "free_memory", lambda free=free: free)
        assert open_picture(large).size == (MAX_SIDE, MAX_SIDE)
