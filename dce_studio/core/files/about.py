"""What is known of a photo without opening it: when it was taken, when its file changed, how it is rated."""

import logging
import re
from dataclasses import dataclass
from pathlib import Path

from dce_studio.core.errors import StudioError
from dce_studio.core.files import stars
from dce_studio.core.files.metadata import exif
from dce_studio.core.files.metadata.packets import Packets, packets_of
from dce_studio.core.files.metadata.rating import MOST, rating_of

_TAKEN, _FRACTION, _RATING = 0x9003, 0x9291, 0x4746
_TIME = re.compile(r"\d{4}:\d\d:\d\d \d\d:\d\d:\d\d")


@dataclass(frozen=True)
class About:
    """What is known. taken: as "2024:05:31 21:04:59" and perhaps decimals, "" where EXIF does not say.

    modified: seconds since 1970. rating: 0 … 5. message: why the sidecar's could not be read, or "".
    """

    taken: str = ""
    modified: float = 0.0
    rating: int = 0
    message: str = ""


def about(photo: Path) -> About:
    """What is known of a photo. Raises nothing: opening a damaged one reports it."""
    try:
        modified = photo.stat().st_mtime
        packets = packets_of(photo)
    except Exception:  # whatever a damaged file makes of its readers
        logging.getLogger(__name__).info("%s: nothing is known of it", photo, exc_info=True)
        modified, packets = 0.0, Packets()
    try:
        rating, message = stars.read(photo), ""
    except StudioError as error:
        rating, message = None, str(error)
    if rating is None:
        rating = _rating(packets)
    return About(_taken(packets.exif), modified, rating, message)


def _rating(packets: Packets) -> int:
    """What the photo's own XMP says, else its EXIF, else 0."""
    try:
        found = rating_of(packets.xmp) if packets.xmp else None
    except ValueError:
        found = None
    if found is None and packets.exif:
        try:
            found = exif.number(packets.exif, exif.first(packets.exif).get(_RATING))
        except ValueError:
            found = None
    return min(found or 0, MOST)


def _taken(data: bytes | None) -> str:
    if not data:
        return ""
    try:
        place = exif.number(data, exif.first(data).get(exif.EXIF_IFD))
        directory = exif.directory(data, place) if place else None
    except ValueError:
        return ""
    texts = (_text(data, directory.get(tag) if directory else None) for tag in (_TAKEN, _FRACTION))
    time, fraction = texts
    if not _TIME.fullmatch(time) or time.startswith("0000"):
        return ""
    return f"{time}.{fraction}" if fraction.isdecimal() else time


def _text(data: bytes, entry: exif.DirectoryEntry | None) -> str:
    if entry is None or entry.kind != 2 or entry.size > 100:
        return ""
    return data[entry.place : entry.place + entry.size].rstrip(b"\0 ").decode("ascii", "replace")
