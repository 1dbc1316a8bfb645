"""Where a photo lies in a pane: plain arithmetic in device pixels, no Qt.

Zoom is device pixels per photo pixel, so 1.0 is 100 % on every screen. The photo's origin is kept on whole
device pixels, so that at 100 % each photo pixel is one device pixel.
"""

import math
from dataclasses import dataclass, replace

from dce_studio.core.geometry import Box, Size

MAX_ZOOM = 64.0
MIN_ZOOM_OF_FIT = 0.5  # how much smaller than fitted the photo may become


@dataclass(frozen=True)
class Viewport:
    """photo: its size. pane: its size in device pixels. zoom. x, y: the photo point in the pane's middle.

    fitted: follow the pane's size, showing the whole photo, never above `limit`.
    """

    photo: Size
    pane: Size
    zoom: float = 1.0
    x: float = 0.0
    y: float = 0.0
    fitted: bool = True
    limit: float = 1.0

    @staticmethod
    def fit(photo: Size, pane: Size, limit: float = 1.0) -> "Viewport":
        """Return the view of the whole photo in the pane; `limit` is the largest zoom of a small one."""
        zoom = _fit_zoom(photo, pane, limit)
        return Viewport(photo, pane, zoom, photo.width / 2, photo.height / 2, limit=limit)

    def with_pane(self, pane: Size) -> "Viewport":
        """Return the view in a pane of another size: fitted if it was, else with the same middle and zoom."""
        return (
            Viewport.fit(self.photo, pane, self.limit) if self.fitted else replace(self, pane=pane)._clamped()
        )

    def with_photo(self, photo: Size) -> "Viewport":
        """Return the view of another photo: the same relative place if its shape is the same, else fitted."""
        if self.fitted or photo != self.photo:
            return Viewport.fit(photo, self.pane, self.limit)
        return self

    def around(self, photo: Size) -> "Viewport":
        """Return the view of a photo with more or less around its middle, which stays where it is."""
        if self.fitted:
            return Viewport.fit(photo, self.pane, self.limit)
        x, y = (photo.width - self.photo.width) / 2, (photo.height - self.photo.height) / 2
        return replace(self, photo=photo, x=self.x + x, y=self.y + y)

    def like(self, other: "Viewport") -> "Viewport":
        """Return the view at the zoom and the relative place of one of another photo; fitted if that is."""
        if other.fitted:
            return Viewport.fit(self.photo, self.pane, self.limit)
        x = other.x * (self.photo.width / other.photo.width)
        y = other.y * (self.photo.height / other.photo.height)
        zoom = min(max(other.zoom, self.min_zoom), MAX_ZOOM)
        return replace(self, zoom=zoom, x=x, y=y, fitted=False)._clamped()

    def zoomed_to(self, zoom: float, px: float, py: float) -> "Viewport":
        """Return the view at another zoom; the photo point at (px, py) of the pane stays there."""
        zoom = min(max(zoom, self.min_zoom), MAX_ZOOM)
        x, y = self.to_photo(px, py)
        new = replace(self, zoom=zoom, fitted=False)
        return replace(
            new, x=x - (px - self.pane.width / 2) / zoom, y=y - (py - self.pane.height / 2) / zoom
        )._clamped()

    def panned(self, dx: float, dy: float) -> "Viewport":
        """Return the view with the photo moved by (dx, dy) device pixels."""
        return replace(self, x=self.x - dx / self.zoom, y=self.y - dy / self.zoom, fitted=False)._clamped()

    @property
    def min_zoom(self) -> float:
        """Return the smallest zoom allowed, in device pixels per photo pixel."""
        return _fit_zoom(self.photo, self.pane, 1.0) * MIN_ZOOM_OF_FIT

    @property
    def origin(self) -> tuple[int, int]:
        """Where the photo's upper left corner lies in the pane, in whole device pixels."""
        return (
            math.floor(self.pane.width / 2 - self.x * self.zoom + 0.5),
            math.floor(self.pane.height / 2 - self.y * self.zoom + 0.5),
        )

    def to_photo(self, px: float, py: float) -> tuple[float, float]:
        """Pane device pixels → photo pixels."""
        left, top = self.origin
        return (px - left) / self.zoom, (py - top) / self.zoom

    def to_pane(self, x: float, y: float) -> tuple[float, float]:
        """Photo pixels → pane device pixels."""
        left, top = self.origin
        return left + x * self.zoom, top + y * self.zoom

    def visible(self) -> Box | None:
        """The photo pixels in the pane, or None when there are none."""
        if self.fitted:
            return Box.whole(self.photo)
        x0, y0 = self.to_photo(0, 0)
        x1, y1 = self.to_photo(self.pane.width, self.pane.height)
        left, top = max(0, math.floor(x0)), max(0, math.floor(y0))
        right, bottom = min(self.photo.width, math.ceil(x1)), min(self.photo.height, math.ceil(y1))
        if right <= left or bottom <= top:
            return None
        return Box(left, top, right - left, bottom - top)

    def shown_size(self, box: Box) -> Size:
        """How many device pixels a box covers."""
        return Size(max(1, round(box.width * self.zoom)), max(1, round(box.height * self.zoom)))

    def _clamped(self) -> "Viewport":
        """Return the view with a larger photo filling the pane, and a smaller one in its middle."""

        def axis(at: float, length: int, pane: int) -> float:
            half = pane / 2 / self.zoom
            return length / 2 if length <= 2 * half else min(max(at, half), length - half)

        return replace(
            self,
            x=axis(self.x, self.photo.width, self.pane.width),
            y=axis(self.y, self.photo.height, self.pane.height),
        )


def _fit_zoom(photo: Size, pane: Size, limit: float) -> float:
    return max(min(limit, pane.width / photo.width, pane.height / photo.height), 1e-4)
