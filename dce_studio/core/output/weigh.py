"""How large an exported file will be, before it is written: by places of it, exported for practice."""

from dataclasses import replace

import numpy as np

from dce_studio.core.edit import Edit
from dce_studio.core.files.write import WriteOptions, encoded_length
from dce_studio.core.geometry import Box, Size
from dce_studio.core.maps import ShapedMaps
from dce_studio.core.output.finish import finished
from dce_studio.core.output.options import Output
from dce_studio.core.parallel import Tick, no_tick
from dce_studio.core.photo import Photo
from dce_studio.core.render.framing import oriented, shown, straightened
from dce_studio.core.render.rendering import render

MOST = 3_000_000
"""Pixels of the photo that are rendered for it; a photo that has no more is weighed whole."""

_ACROSS = 3  # places along each side


def weigh(
    photo: Photo, maps: ShapedMaps, edit: Edit, output: Output, options: WriteOptions, tick: Tick = no_tick
) -> int:
    """The bytes of the file that an export with these options would be; exact for a small photo.

    options: with a format. Raises what `tick` raises.
    """
    placed = edit.framing.placed(photo.size)
    size = output.sized(placed.size)
    places = _places(placed.size)
    if len(places) == 1:
        return _length(photo, maps, edit, None, output, options)
    if size.width * size.height <= MOST:  # averages in place of the export's own filter
        reduced = Size(*map(min, placed.laid(size), placed.upright))
        return _length(photo, maps, edit, reduced, Output(profile=output.profile), options)
    scale = max(size) / max(placed.size)
    total, pixels = 0, 0
    for done, place in enumerate(places):
        tick(done / len(places))
        part = placed.part(place)
        made = oriented(straightened(render(photo, maps, edit, part.box), part), edit.framing)
        piece = replace(photo, pixels=np.ascontiguousarray(made), alpha=None)
        piece = finished(piece, Output(max(1, round(max(place.size) * scale)), profile=output.profile))
        total += encoded_length(piece, options, metadata=False)
        pixels += piece.size.width * piece.size.height
    return round(total * size.width * size.height / pixels)


def _length(
    photo: Photo, maps: ShapedMaps, edit: Edit, size: Size | None, output: Output, options: WriteOptions
) -> int:
    """The bytes of the frame, reduced to the upright `size` before and finished as the output says after."""
    placed = edit.framing.placed(photo.size)
    pixels = render(photo, maps, edit, placed.box, placed.box_size(size))
    pixels = np.ascontiguousarray(shown(pixels, edit.framing, photo.size, size))
    piece = replace(photo, pixels=pixels, alpha=None)
    return encoded_length(finished(piece, output), options)


def _places(size: Size) -> list[Box]:
    """All of what is shown, or parts of it spread over it that have MOST pixels in all."""
    area = size.width * size.height
    if area <= MOST:
        return [Box.whole(size)]
    share = (MOST / area) ** 0.5 / _ACROSS
    width, height = max(1, round(size.width * share)), max(1, round(size.height * share))
    xs = np.linspace(0, size.width - width, _ACROSS).astype(int)
    ys = np.linspace(0, size.height - height, _ACROSS).astype(int)
    return [Box(int(x), int(y), width, height) for y in ys for x in xs]
