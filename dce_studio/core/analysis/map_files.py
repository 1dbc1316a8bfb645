"""Curve maps as files: NPZ, float TIFF, PNG wall."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageDraw, ImageFont, TiffImagePlugin

from dce_studio.core.atomic import atomic_file
from dce_studio.core.colours import CHANNELS, ColourScale, about_zero, coloured
from dce_studio.core.geometry import Size
from dce_studio.core.maps import AlphaMaps

FORMAT = 1
"""Version of the NPZ layout."""


NOTE = (
    "alpha[step, channel, y, x] lies over `box` (x, y, width, height) of the photo, at the size it was "
    "estimated at. With gain and offset, alpha at a photo pixel is clip(gain * g + offset, -1, 1): "
    "g is the mean of its red, green and blue from 0 to 1, and gain and offset are sampled bilinearly there. "
    "Else alpha itself is sampled. A step takes x to x + alpha * x * (1 - x)."
)
"""What a map file says of itself."""

TIFF_NOTE = (
    "alpha at the size it was estimated at, with the edit's smoothing and coupling. Where the maps have gain "
    "and offset, alpha at a pixel of the photo is not these values stretched: the .npz has those and says "
    "how they give it, and the alpha of every pixel can be exported too."
)
"""What a TIFF of maps says of itself, in its first page."""


def save_npz(maps: AlphaMaps, path: Path) -> None:
    """Write all that rendering needs, by name; `alpha` is [step, channel, y, x] float32. Raises OSError."""
    arrays: dict[str, Any] = {
        "format": FORMAT, "alpha": maps.alpha, "box": maps.box, "photo_size": maps.photo_size,
        "weights": maps.weights, "detail": maps.detail, "device": maps.device, "seconds": maps.seconds,
        "note": NOTE,
    }  # fmt: skip
    if maps.gain is not None and maps.offset is not None:
        arrays |= {"gain": maps.gain, "offset": maps.offset}
    with atomic_file(path) as file:
        np.savez_compressed(file, **arrays)


def save_tiff(maps: AlphaMaps, path: Path) -> None:
    """A float32 TIFF, a page a map: step 1 red, green, blue, step 2 red …; each says which it is."""
    pages: list[Image.Image] = []
    for step in range(maps.steps):
        for channel, name in enumerate(CHANNELS):
            page = Image.fromarray(np.ascontiguousarray(maps.alpha[step, channel]))
            tags = TiffImagePlugin.ImageFileDirectory_v2()
            tags[270] = f"alpha step {step + 1} {name.lower()}" + ("" if pages else f"\n{TIFF_NOTE}")
            page.encoderinfo = {"tiffinfo": tags}
            pages.append(page)
    with atomic_file(path) as file:
        pages[0].save(
            file, "TIFF", save_all=True, append_images=pages[1:], compression="tiff_adobe_deflate",
            tiffinfo=pages[0].encoderinfo["tiffinfo"],
        )  # fmt: skip


Scales = tuple[tuple[ColourScale, ...], ...]
"""One for each map, by step and channel."""


def save_wall(maps: AlphaMaps, path: Path, scales: Scales = (), on: float | None = None) -> None:
    """Write a PNG of all maps with a legend: one row per step, on their scales (±1).

    Steps from `on` up are marked off.
    """
    with atomic_file(path) as file:
        wall(maps, scales, on).save(file, "PNG")


def wall(maps: AlphaMaps, scales: Scales = (), on: float | None = None) -> Image.Image:
    """The picture that `save_wall` writes, RGB."""
    scales = scales or ((about_zero(1.0),) * 3,) * maps.steps
    cell = Size(*_cell(maps.size))
    gap, left, top, legend = 8, 84, 30, 56
    width = left + 3 * (cell.width + gap)
    picture = Image.new("RGB", (width, top + maps.steps * (cell.height + gap) + legend), (30, 30, 30))
    draw, font = ImageDraw.Draw(picture), ImageFont.load_default(14)
    for channel, name in enumerate(CHANNELS):
        draw.text((left + channel * (cell.width + gap), 8), name, (220, 220, 220), font)
    for step in range(maps.steps):
        y = top + step * (cell.height + gap)
        name = "all steps" if maps.steps == 1 else f"step {step + 1}"
        off = on is not None and step >= on and maps.steps > 1
        draw.text((8, y), name + ("\noff" if off else ""), (220, 220, 220), font)
        for channel in range(3):
            tile = Image.fromarray(coloured(maps.alpha[step, channel], scales[step][channel]))
            picture.paste(
                tile.resize(cell, Image.Resampling.BILINEAR), (left + channel * (cell.width + gap), y)
            )
    shared = {scale for row in scales for scale in row}
    _draw_legend(picture, draw, font, shared, left, width - gap)
    return picture


def _cell(size: Size) -> tuple[int, int]:
    """A map's size in the wall: long edge 256 px."""
    scale = 256 / max(size)
    return max(1, round(size.width * scale)), max(1, round(size.height * scale))


def _draw_legend(
    picture: Image.Image,
    draw: ImageDraw.ImageDraw,
    font: Any,
    shared: set[ColourScale],
    left: int,
    right: int,
) -> None:
    """Draw the scale that all maps share, with its numbers, or say that each map has its own."""
    scale = next(iter(shared))
    bar = coloured(np.linspace(scale.low, scale.high, right - left)[None].repeat(14, 0), scale)
    y = picture.height - 48
    picture.paste(Image.fromarray(bar), (left, y))
    draw.text((8, y - 2), "alpha", (220, 220, 220), font)
    for at, anchor, text in (
        (left, "la", f"{scale.low:.2g}" if len(shared) == 1 else "least of each map"),
        ((left + right) // 2, "ma", f"{(scale.low + scale.high) / 2:.2g}" if len(shared) == 1 else ""),
        (right, "ra", f"{scale.high:+.2g}" if len(shared) == 1 else "largest of each map"),
    ):  # fmt: skip
        draw.text((at, y + 18), text, (220, 220, 220), font, anchor)


SAVERS: dict[str, Callable[[AlphaMaps, Path], None]] = {
    ".npz": save_npz, ".tif": save_tiff, ".tiff": save_tiff, ".png": save_wall,
}  # fmt: skip
"""How maps are written, by suffix."""
