"""The size and the colours of an export, as one frozen value; light to import."""

from dataclasses import dataclass

from dce_studio.core.geometry import Box, Size, fit

PROFILES = ("photo", "srgb", "display-p3", "adobe-rgb")
"""The colours of results: the photo's own, or those of a profile."""

LARGEST = 65_535
"""Pixels along an edge, at most."""


@dataclass(frozen=True)
class Output:
    """How large a result is, and in which colours.

    long_edge: it is reduced to so many pixels, never enlarged; 0 keeps the size. size: exactly this width
    and height instead, enlarged if need be; what is too long for the ratio is cut off at both ends.
    profile: one of PROFILES. Raises ValueError for anything else.
    """

    long_edge: int = 0
    size: Size | None = None
    profile: str = "photo"

    def __post_init__(self) -> None:
        if self.profile not in PROFILES:
            raise ValueError(f"there is no profile {self.profile!r}: choose {', '.join(PROFILES)}")
        edges = (self.long_edge or 1, *(self.size or (1, 1)))
        if not all(1 <= edge <= LARGEST for edge in edges) or (self.long_edge and self.size):
            raise ValueError(f"a result is 1 to {LARGEST} pixels wide and high: by its long edge or by both")

    def sized(self, size: Size) -> Size:
        """The size of a result whose frame has this size."""
        return self.size or (fit(size, self.long_edge) if self.long_edge else size)


AS_IT_IS = Output()
"""The size and colours of the photo."""


def covering(photo: Size, size: Size) -> Box:
    """The largest part of a photo, around its middle, that has the ratio of a size, to the pixel."""
    if size.width * photo.height <= photo.width * size.height:
        width, height = max(1, round(photo.height * size.width / size.height)), photo.height
    else:
        width, height = photo.width, max(1, round(photo.width * size.height / size.width))
    if abs(width - photo.width) <= 1 and abs(height - photo.height) <= 1:
        return Box.whole(photo)  # a size that was rounded from the photo's own ratio
    return Box((photo.width - width) // 2, (photo.height - height) // 2, width, height)
