"""A contact sheet: photos beside what they became, with a caption under each picture, as one PNG."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from dce_studio.core.atomic import atomic_file
from dce_studio.core.errors import PhotoError
from dce_studio.training.night import Bytes

EDGE = 480
"""px: long edge of a picture."""

MOST = 100_000_000
"""Pixels of a sheet, about: pictures of more photos are smaller."""

_LEAST = 48  # px: long edge of the smallest pictures
_GAP = 12  # px between photos; a third between the pictures of one
_PAPER, _INK, _FAINT = (24, 24, 24), (235, 235, 235), (160, 160, 160)

Font = ImageFont.FreeTypeFont | ImageFont.ImageFont


@dataclass(frozen=True, eq=False)
class Cell:
    """A picture as small as it is shown, and the lines under it, the first of them its name."""

    picture: Image.Image
    lines: tuple[str, ...]


Strip = tuple[Cell, ...]
"""One photo: its input, then its results."""


def edge_for(photos: int, cells: int) -> int:
    """The long edge in px of each picture of `photos` strips of that many cells."""
    return max(_LEAST, min(EDGE, math.isqrt(MOST // max(1, photos * cells))))


def cell(pixels: Bytes, lines: tuple[str, ...], edge: int) -> Cell:
    """(h, w, 3) uint8 sRGB as a picture of that long edge, smaller where the photo is, with its lines."""
    image = Image.fromarray(np.ascontiguousarray(pixels))
    image.thumbnail((edge, edge), Image.Resampling.BOX)
    return Cell(image, lines)


def write(path: Path, strips: Sequence[Strip], edge: int) -> None:
    """Save the sheet of these photos as a PNG, whole or not at all. Raises PhotoError."""
    image = draw(strips, edge)
    try:
        with atomic_file(path) as file:
            image.save(file, "PNG")
    except OSError as error:
        raise PhotoError(f"{path} could not be saved: {error.strerror or error}.") from error


def draw(strips: Sequence[Strip], edge: int) -> Image.Image:
    """The sheet: as many photos side by side as make it about as wide as high; raises ValueError for none."""
    font = ImageFont.load_default(size=max(7, edge // 36))
    line = math.ceil(sum(_extent(font)) * 1.2)
    caption = line * max(len(one.lines) for strip in strips for one in strip) + _GAP
    height = caption + max(one.picture.height for strip in strips for one in strip)
    width = max(len(strip) for strip in strips) * (edge + _GAP // 3) + _GAP
    beside = min(len(strips), max(1, round(math.sqrt(len(strips) * height / width))))
    rows = [strips[k : k + beside] for k in range(0, len(strips), beside)]
    heights = [max(one.picture.height for strip in row for one in strip) for row in rows]
    sheet = Image.new("RGB", (beside * width + _GAP, sum(heights) + len(rows) * caption + _GAP), _PAPER)
    pen, top = ImageDraw.Draw(sheet), _GAP
    for row, tall in zip(rows, heights, strict=True):
        for column, strip in enumerate(row):
            for k, one in enumerate(strip):
                left = _GAP + column * width + k * (edge + _GAP // 3)
                sheet.paste(one.picture, (left, top))
                _write_lines(pen, one.lines, (left, top + one.picture.height), line, edge, font)
        top += tall + caption
    return sheet


def _write_lines(
    pen: ImageDraw.ImageDraw, lines: Sequence[str], at: tuple[int, int], line: int, width: int, font: Font
) -> None:
    for k, text in enumerate(lines):
        place = (at[0], at[1] + 2 + k * line)
        pen.text(place, _fitting(text, width, font), _FAINT if k else _INK, font)


def _fitting(text: str, width: int, font: Font) -> str:
    """The text cut to that many px, and without what no font can draw."""
    text = text.encode("utf-8", "backslashreplace").decode("utf-8")
    if font.getlength(text) <= width:
        return text
    while text and font.getlength(f"{text}…") > width:
        text = text[:-1]
    return f"{text}…"


def _extent(font: Font) -> tuple[float, float]:
    """How far the font reaches above and below its line, in px."""
    _, top, _, bottom = font.getbbox("Åg%°")
    return max(0.0, -top), bottom
