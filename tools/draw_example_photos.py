"""Draws the example photos in assets/examples/photos: garments on a floor, a bed or a table.

Each picture is computed, and the same each time.

python -m tools.draw_example_photos
"""

import io
from collections.abc import Callable

from PIL import Image

from tools.draw_examples import FOLDER as DRAWINGS
from tools.example_photos.bag import bag
from tools.example_photos.dress import dress
from tools.example_photos.pullover import pullover
from tools.example_photos.sneaker import sneaker
from tools.example_photos.t_shirt import t_shirt
from tools.example_photos.trousers import trousers

FOLDER = DRAWINGS / "photos"
MAX_BYTES = 58_000

PHOTOS: dict[str, Callable[[], Image.Image]] = {
    "t-shirt/top": t_shirt,
    "trouser": trousers,
    "pullover": pullover,
    "dress": dress,
    "sneaker": sneaker,
    "bag": bag,
}


def jpeg(photo: Image.Image) -> bytes:
    """The file, of the best quality that is small enough."""
    for quality in range(90, 40, -2):
        file = io.BytesIO()
        photo.save(file, "JPEG", quality=quality, optimize=True)
        if file.tell() < MAX_BYTES:
            break
    return file.getvalue()


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, draw in PHOTOS.items():
        file_name = f"{name.replace(' ', '_').replace('/', '_')}.jpg"
        (FOLDER / file_name).write_bytes(jpeg(draw()))
