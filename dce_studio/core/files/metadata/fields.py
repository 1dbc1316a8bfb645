"""The fields of EXIF that describe a photo, and not how its picture is stored."""

from dce_studio.core.files.metadata import exif
from dce_studio.core.files.metadata.exif import Field

_STRUCTURE = {
    *range(254, 260), 262, 263, 266, 273, 274, *range(277, 285), 288, 289, 292, 293, 296, *range(317, 326),
    330, *range(338, 342), 347, *range(529, 533), 700, 34675, 37724, 50341,
    exif.EXIF_IFD, exif.GPS_IFD, exif.THUMBNAIL_OFFSET, exif.THUMBNAIL_LENGTH,
}  # fmt: skip
"""Tags that describe how the picture is stored, or that are written anew."""


def fields_of(data: bytes | None, below: int | None = None) -> list[Field]:
    """The fields of EXIF's first directory that describe the photo, or those of the directory `below` it."""
    if data is None:
        return []
    try:
        main = exif.first(data)
        if below is None:
            entries = [entry for entry in main.entries if entry.tag not in _STRUCTURE]
        else:
            place = exif.number(data, main.get(below))
            found = exif.directory(data, place) if place else None
            entries = [entry for entry in found.entries if entry.tag != exif.INTEROP_IFD] if found else []
    except ValueError:
        return []
    unique = {entry.tag: entry for entry in entries}
    return [Field(entry.tag, entry.kind, exif.little_endian(data, entry)) for entry in unique.values()]
