"""The icons of AWS, as the package `diagrams` carries them, made small."""

from __future__ import annotations

import io
from functools import cache
from importlib.metadata import distribution
from pathlib import Path
from typing import Final

from PIL import Image

# Twice the size at which they are shown, for screens with dense pixels.
_PIXELS: Final = 80
_COLOURS: Final = 64
_FOLDER: Final = Path(str(distribution("diagrams").locate_file("resources"))) / "aws"


@cache
def icon(name: str) -> bytes:
    """An icon as PNG.

    Args:
        name: Its file without the ending, within the folder of AWS icons.
    """
    with Image.open(_FOLDER / f"{name}.png") as image:
        small = image.convert("RGBA").resize((_PIXELS, _PIXELS), Image.Resampling.LANCZOS)
    written = io.BytesIO()
    small.quantize(_COLOURS, Image.Quantize.FASTOCTREE).save(written, "PNG", optimize=True)
    return written.getvalue()
