"""What the canvas shows: a view of the photo before and after, rendered off the GUI thread.

View (what is asked for) → `render_frame` in a worker → Frame (images ready to draw). What was sampled for a
frame is kept beside it (Kept), so that the next edit of the same view only calls `develop`.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

from dce_studio.app.screen.colours import convert
from dce_studio.core import files
from dce_studio.core.analysis.overlay import Layer, Overlay, PhotoOverlay
from dce_studio.core.analysis.overlays import paint
from dce_studio.core.edit import Edit
from dce_studio.core.files.colour.convert import to_bytes
from dce_studio.core.geometry import Box, Placed, Size
from dce_studio.core.maps import CurveMaps, ShapedMaps
from dce_studio.core.noise.measure import measured
from dce_studio.core.photo import Photo, Pixels
from dce_studio.core.render import rendering
from dce_studio.core.render.framing import straightened
from dce_studio.core.render.sampling import Sampled, with_factor, without_noise
from dce_studio.core.render.shape import shaped_part

Bytes = NDArray[np.uint8]

BLENDED = QImage.Format.Format_ARGB32_Premultiplied
KEEP_PIXELS = 3_000_000  # a larger view is rendered in bands, with nothing kept: 96 bytes of α a pixel


@dataclass(frozen=True)
class View:
    """Photo pixels `box`, shown on `size` device pixels.

    tilted: the frame, or its part in view, whose box it is: its pictures are straightened; None: upright.
    """

    box: Box
    size: Size
    tilted: Placed | None = None

    @property
    def pixels(self) -> Size:
        """The size it is rendered at: never larger than the box."""
        return Size(min(self.size.width, self.box.width), min(self.size.height, self.box.height))

    @property
    def shown(self) -> Size:
        """The device pixels of its pictures."""
        return self.size if self.tilted is None else self.tilted.upright_size(self.size)

    def straightened(self, pixels: Pixels) -> Pixels:
        """Of its pixels (h, w, …) those that are shown: of a tilted frame, the frame's."""
        return pixels if self.tilted is None else straightened(np.ascontiguousarray(pixels), self.tilted)


class Rendered(NamedTuple):
    """One side of a view: its values as sRGB, (h, w, 3), and their picture for the screen, straightened."""

    values: Bytes
    picture: QImage


@dataclass(frozen=True, eq=False)
class SampledView:
    """A sampled view that further edits can be developed from, with the photo and maps it belongs to.

    Its curves lie in the memory of Kept, which the next view overwrites: only there it is held.
    """

    photo: Photo
    maps: ShapedMaps
    view: View
    sampled: Sampled
    before: Rendered
    display: bytes | None

    def holds(self, photo: Photo, maps: ShapedMaps, view: View, display: bytes | None) -> bool:
        """Return whether it was sampled from these, but for local strengths."""
        same = self.photo is photo and self.maps.same_curves(maps)
        return same and self.view == view and self.display == display

    def of(self, maps: ShapedMaps) -> "SampledView":
        """The same with the local strengths of these maps, which `holds` has found the same else."""
        if maps.masks is self.maps.masks:
            return self
        sampled = with_factor(self.sampled, maps, self.view.box, self.view.pixels)
        return replace(self, maps=maps, sampled=sampled)


class Kept:
    """What is kept from one frame to the next: the one value that changes in a worker's hands.

    That is safe as only one lane has it, whose jobs come one after the other.

    A view's α is 96 bytes a pixel, 100 MB on a screen. It is put where that of the view before was: memory
    taken anew with each zoom and pan costs the worker half of its time, and given back it holds the window
    for 10 to 70 ms, in whichever thread.

    view: what was sampled last, or None; part: the exact maps of a part, shaped, or None.
    """

    def __init__(self) -> None:
        self.view: SampledView | None = None
        self.part: ShapedMaps | None = None
        self._photo: Photo | None = None
        self._room = np.empty(0, np.float32)

    def room(self, floats: int) -> NDArray[np.float32]:
        """Memory for so many floats, flat; what was sampled into it before is forgotten."""
        self.view = None
        if self._room.size < floats:
            self._room = np.empty(0, np.float32)
            self._room = np.empty(floats + floats // 2, np.float32)  # what is never written to costs nothing
        return self._room

    def begin(self, photo: Photo) -> None:
        """A frame of this photo is made: no view of another one is kept."""
        if photo is not self._photo:
            self._photo, self.view = photo, None


@dataclass(frozen=True, eq=False)
class FrameRequest:
    """All that a frame is made from. compare: maps whose result stands in place of the original, or None.

    part: the exact maps of a part of the photo that holds the view, where `maps` are averages. kept: what is
    kept for the next frame, and used for this one; None: nothing is. display: the screen's ICC profile, None:
    sRGB.
    """

    photo: Photo
    maps: ShapedMaps | None
    compare: ShapedMaps | None
    edit: Edit
    view: View
    overlay: Overlay | None = None
    kept: Kept | None = None
    part: CurveMaps | None = None
    display: bytes | None = None


@dataclass(frozen=True, eq=False)
class Frame:
    """before, after: images for the screen, of `view.shown` device pixels.

    *_pixels: their values as sRGB, whatever the screen, (h, w, 3) uint8 of `view.pixels`.
    """

    request: FrameRequest
    before: QImage
    after: QImage
    before_pixels: Bytes
    after_pixels: Bytes
    overlay: QImage | None

    @property
    def view(self) -> View:
        """The view that the frame shows."""
        return self.request.view


def render_frame(request: FrameRequest, tick: Callable[[float], None]) -> Frame:
    """Make a frame. Heavy: for a worker. `tick` may raise CancelledError between the steps."""
    photo, maps, view, edit = request.photo, request.maps, request.view, request.edit
    kept = request.kept or Kept()
    kept.begin(photo)
    if maps is None:
        pixels = rendering.reduced(photo, view.box, view.pixels)
        side = _displayed(request, pixels)
        return _frame(request, side, side)
    tick(0.0)
    if (part := _part(request, maps, kept)) is not None:
        maps = part
    large = view.pixels.width * view.pixels.height > KEEP_PIXELS
    if (large or request.kept is None) and request.overlay is None:
        before = _displayed(request, rendering.reduced(photo, view.box, view.pixels))
        tick(0.3)
        result = rendering.render(photo, maps, edit, view.box, view.pixels, tick=tick)
        return _frame(request, _compared(request, before, tick), _displayed(request, result))
    seen = _sampled(request, maps, Kept() if large else kept)
    tick(0.5)
    result = rendering.develop(seen.sampled, edit)
    tick(0.8)
    layer = None
    if request.overlay is not None:
        layer = paint(request.overlay, _layer(seen.sampled, result), edit)
    return _frame(request, _compared(request, seen.before, tick), _displayed(request, result), layer)


def _part(request: FrameRequest, whole: ShapedMaps, kept: Kept) -> ShapedMaps | None:
    """The exact maps of the part in view, shaped as those of the whole are."""
    exact = request.part
    kept.part = None if exact is None else shaped_part(request.photo, exact, whole, kept.part)
    return kept.part


def _sampled(request: FrameRequest, maps: ShapedMaps, kept: Kept) -> SampledView:
    """The view, sampled, with the noise where an overlay tells of it: what is kept, where that is of it."""
    photo, view, found = request.photo, request.view, kept.view
    if found is None or not found.holds(photo, maps, view, request.display):
        room = kept.room(math.prod(maps.alpha.shape[:2]) * math.prod(view.pixels))
        sampled = rendering.sample(photo, maps, view.box, view.pixels, room)
        before = _displayed(request, sampled.pixels)
        found = SampledView(photo, maps, view, sampled, before, request.display)
    found = found.of(maps)
    if request.overlay is PhotoOverlay.NOISE and found.sampled.noise is None:
        found = replace(found, sampled=_with_noise(photo, view, found.sampled))
    kept.view = found
    return found


def _with_noise(photo: Photo, view: View, sampled: Sampled) -> Sampled:
    """The sampled view with its noise and its pixels without it, for an overlay that tells of them."""
    clean, noise = without_noise(photo, measured(photo), view.box, sampled.pixels)
    return replace(sampled, clean=clean, noise=noise)


def _layer(sampled: Sampled, result: Pixels) -> Layer:
    return Layer(sampled.pixels, sampled.alpha, result, sampled.clean, sampled.noise, sampled.factor)


def _compared(request: FrameRequest, before: Rendered, tick: Callable[[float], None]) -> Rendered:
    """The side before: the original, or what the weights compared with make of it."""
    if request.compare is None:
        return before
    view = request.view
    other = rendering.render(request.photo, request.compare, request.edit, view.box, view.pixels, tick=tick)
    return _displayed(request, other)


def _displayed(request: FrameRequest, pixels: Pixels) -> Rendered:
    values: Bytes = files.display_pixels(request.photo, pixels)
    if request.display is None:
        return Rendered(values, image(request.view.straightened(values)))
    shown = request.view.straightened(pixels)
    return Rendered(values, for_screen(request.photo, shown, request.display))


def for_screen(photo: Photo, pixels: Pixels, display: bytes | None) -> QImage:
    """Pixels of the photo, (h, w, 3), for a screen of that ICC profile, None: sRGB; safe in any thread.

    Made from the photo's own colours: what sRGB cannot hold, a wide screen shows.
    """
    if display is not None:
        picture = image(to_bytes(pixels))
        if convert(picture, photo.metadata.icc, display):
            return picture
    return image(files.display_pixels(photo, pixels, display))


def _frame(request: FrameRequest, before: Rendered, after: Rendered, layer: Bytes | None = None) -> Frame:
    size = request.view.shown
    shown_after = _scaled(after.picture, size)
    shown_before = shown_after if before is after else _scaled(before.picture, size)
    return Frame(
        request,
        shown_before,
        shown_after,
        before.values,
        after.values,
        None if layer is None else overlay_image(layer, request.view),
    )


def image(pixels: Bytes, size: Size | None = None) -> QImage:
    """(h, w, 3) uint8 → an opaque QImage of its own memory, scaled to `size`; safe in any thread."""
    height, width = pixels.shape[:2]
    rgb = np.ascontiguousarray(pixels)
    whole = QImage(rgb.data, width, height, 3 * width, QImage.Format.Format_RGB888)
    return _scaled(whole.convertToFormat(QImage.Format.Format_RGB32), size)


def overlay_image(pixels: Bytes, view: View) -> QImage:
    """(h, w, 4) uint8 RGBA of a view → a premultiplied QImage of its own memory, as the view is shown.

    It is straightened when it is premultiplied: averages of its values are then what is seen.
    """
    height, width = pixels.shape[:2]
    rgba = np.ascontiguousarray(pixels)
    whole = QImage(rgba.data, width, height, 4 * width, QImage.Format.Format_RGBA8888)
    whole = whole.convertToFormat(BLENDED)
    if view.tilted is not None:
        turned = view.straightened(np.frombuffer(whole.constBits(), np.uint8).reshape(height, width, 4))
        whole = QImage(turned.data, turned.shape[1], turned.shape[0], 4 * turned.shape[1], BLENDED).copy()
    return _scaled(whole, view.shown)


def _scaled(whole: QImage, size: Size | None) -> QImage:
    if size is None or (whole.width(), whole.height()) == size:
        return whole
    sharp = size.width >= 4 * whole.width()  # from 400 % on single pixels are shown with sharp edges
    mode = Qt.TransformationMode.FastTransformation if sharp else Qt.TransformationMode.SmoothTransformation
    return whole.scaled(size.width, size.height, Qt.AspectRatioMode.IgnoreAspectRatio, mode)
