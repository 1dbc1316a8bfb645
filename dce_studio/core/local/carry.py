"""An edit carried from one photo to another that has another size: what becomes of its crop and its places.

Places keep where they lie, as parts of the width and height: what lay over the upper third does so again.
Radii are measured by the long edge, as a brush's size is, so that a circle stays a circle. A crop without a
ratio cuts the same parts off each side. One of a known ratio keeps that, and its middle, and as large a
part of the photo as there is room for; it stands where the photo does and the other lay, as frames do.
"""

from dataclasses import replace

from dce_studio.core.edit import Edit
from dce_studio.core.geometry import Box, Framing, Size
from dce_studio.core.local.values import FARTHEST, Alike, Brush, Linear, Radial, Shape, Spot

RATIOS = ((1, 1), (5, 4), (4, 3), (3, 2), (16, 10), (16, 9), (2, 1))
"""The ratios that a crop can be held to: the longer edge, the shorter one."""


def carried(edit: Edit, source: Size | None, target: Size) -> Edit:
    """The edit of a photo of the size `source` for one of the size `target`; as it is where that is None."""
    if source is None or source == target:
        return edit
    places = (replace(each, shape=_moved(each.shape, source, target)) for each in edit.locals)
    return edit.with_locals(*places).framed(_framed(edit.framing, source, target))


def ratio_of(framing: Framing, photo: Size) -> float | None:
    """Width over height of a crop that has one of RATIOS to the pixel, lying or standing; else None."""
    upright = replace(framing, tilt=0.0)  # tilted it may be smaller, of the same ratio
    width, height = upright.box(photo).size
    ratios = (ratio for long, short in RATIOS for ratio in (long / short, short / long))
    return next((each for each in ratios if upright.cropped and abs(height - width / each) <= 0.5), None)


def _framed(framing: Framing, source: Size, target: Size) -> Framing:
    ratio = ratio_of(framing, source)
    if ratio is None or source.width * target.height == source.height * target.width:
        return framing
    if (source.width - source.height) * (target.width - target.height) < 0:  # a square one does neither
        ratio = 1 / ratio
    share = (framing.right - framing.left) * (framing.bottom - framing.top)
    wide = min((share * target.width * target.height * ratio) ** 0.5, target.width, target.height * ratio)
    width = max(round(wide), 1)
    height = min(max(round(width / ratio), 1), target.height)
    x = _start((framing.left + framing.right) / 2, width, target.width)
    y = _start((framing.top + framing.bottom) / 2, height, target.height)
    made = Framing.around(Box(x, y, width, height), target)
    return replace(made, turns=framing.turns, mirrored=framing.mirrored, tilt=framing.tilt)


def _start(middle: float, length: int, edge: int) -> int:
    """Where a part of an edge begins whose middle is there, as far as the edge reaches."""
    return min(max(round(middle * edge - length / 2), 0), edge - length)


def _moved(shape: Shape, source: Size, target: Size) -> Shape:
    def spot(at: Spot) -> Spot:
        x, y = at[0] * target.width / source.width, at[1] * target.height / source.height
        return min(max(x, -FARTHEST), FARTHEST), min(max(y, -FARTHEST), FARTHEST)

    def length(pixels: float) -> float:
        return min(pixels * max(target) / max(source), FARTHEST)

    match shape:
        case Brush():
            return Brush(
                tuple(
                    replace(stroke, points=tuple(map(spot, stroke.points)), radius=length(stroke.radius))
                    for stroke in shape.strokes
                )
            )
        case Linear():
            start, end = spot(shape.start), spot(shape.end)
            return Linear(start, end) if start != end else shape
        case Radial():
            across, down = shape.radii
            return replace(shape, centre=spot(shape.centre), radii=(length(across), length(down)))
        case Alike():
            return replace(shape, at=spot(shape.at))
