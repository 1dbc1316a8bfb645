"""EXIF as bytes: read, patch and rebuild the TIFF structure without a decoder.

What a camera wrote stays where it is, since maker notes hold offsets of their own: the first directory is
written again at the end, everything else keeps its place. All functions take and give the bare TIFF
structure ("II*\\0" or "MM\\0*" …, no "Exif\\0\\0"). Source: TIFF 6.0, section 2; Exif 2.32, section 4.6.
"""

import struct
from collections.abc import Iterable
from typing import NamedTuple

ORIENTATION, SOFTWARE, EXIF_IFD, GPS_IFD, INTEROP_IFD = 0x0112, 0x0131, 0x8769, 0x8825, 0xA005
PIXEL_X, PIXEL_Y = 0xA002, 0xA003
THUMBNAIL_OFFSET, THUMBNAIL_LENGTH = 0x0201, 0x0202
_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4}
_MOST_ENTRIES = 2000


class DirectoryEntry(NamedTuple):
    """A directory entry of `length` values; `place` and `size` say where they lie in the structure."""

    tag: int
    kind: int
    length: int
    place: int
    size: int


class Directory(NamedTuple):
    """An image file directory: its entries, the offset of the next (0: none), its own place and size."""

    entries: tuple[DirectoryEntry, ...]
    next: int
    place: int
    size: int

    def get(self, tag: int) -> DirectoryEntry | None:
        """The entry with that tag."""
        return next((entry for entry in self.entries if entry.tag == tag), None)


def bare(data: bytes | None) -> bytes | None:
    """EXIF without the "Exif\\0\\0" that some containers put before it; None for what is no EXIF at all."""
    if not data:
        return None
    data = data.removeprefix(b"Exif\0\0")
    return data if data[:4] in (b"II*\0", b"MM\0*") else None


def order(data: bytes) -> str:
    """The byte order as struct writes it: "<" or ">"."""
    return "<" if data[:2] == b"II" else ">"


def directory(data: bytes, place: int) -> Directory:
    """The directory at that offset. Entries whose value lies outside the data are left out.

    Raises ValueError for a directory that is not inside the data.
    """
    end = order(data)
    try:
        (count,) = struct.unpack_from(end + "H", data, place)
        if not 0 < count <= _MOST_ENTRIES:
            raise ValueError("no EXIF directory")
        entries = tuple(_entry(data, end, place + 2 + 12 * index) for index in range(count))
    except struct.error as error:
        raise ValueError("the EXIF directory is cut off") from error
    after = place + 2 + 12 * count
    following = struct.unpack_from(end + "I", data, after)[0] if after + 4 <= len(data) else 0
    good = tuple(entry for entry in entries if entry.size and entry.place + entry.size <= len(data))
    return Directory(good, following, place, 2 + 12 * count + 4)


def first(data: bytes) -> Directory:
    """The first directory. Raises ValueError."""
    if len(data) < 8:
        raise ValueError("EXIF is cut off")
    return directory(data, struct.unpack_from(order(data) + "I", data, 4)[0])


def number(data: bytes, entry: DirectoryEntry | None) -> int | None:
    """The first value of an entry of whole numbers (byte, short, long)."""
    code = {1: "B", 3: "H", 4: "I", 13: "I"}.get(entry.kind) if entry else None
    if entry is None or code is None:
        return None
    return int(struct.unpack_from(order(data) + code, data, entry.place)[0])


def orientation(data: bytes | None) -> int | None:
    """1..8 where EXIF says which way is up, else None."""
    if not data:
        return None
    try:
        value = number(data, first(data).get(ORIENTATION))
    except ValueError:
        return None
    return value if value in range(1, 9) else None


def upright(data: bytes) -> bytes:
    """The same EXIF with its orientation reset to 1, in place. Raises ValueError for damaged EXIF."""
    out = bytearray(data)
    entry = first(data).get(ORIENTATION)
    if entry and entry.kind == 3:
        struct.pack_into(order(data) + "H", out, entry.place, 1)
    return bytes(out)


def for_export(
    data: bytes | None, software: str, gps: bool = True, size: tuple[int, int] | None = None
) -> bytes:
    """EXIF as it is written to an enhanced photo: upright, without thumbnail, with that `Software`.

    size: the width and height that it tells, where it tells them. gps=False also removes the position, the
    bytes and not only the way to them. Without `data`, or with damaged data, EXIF that holds the software
    alone.
    """
    if data is None:
        return build([Field(SOFTWARE, 2, software.encode() + b"\0")], [], [])
    try:
        return _for_export(data if size is None else _sized(data, size), software, gps)
    except (ValueError, struct.error):
        return for_export(None, software)


class Field(NamedTuple):
    """A tag with its value, in little-endian bytes."""

    tag: int
    kind: int
    value: bytes


def build(main: list[Field], exif: list[Field], gps: list[Field]) -> bytes:
    """A new, little-endian structure from fields: the first directory and the two below it."""
    out = bytearray(b"II*\0\x08\0\0\0")
    main = [*main]
    pointers = [tag for tag, fields in ((EXIF_IFD, exif), (GPS_IFD, gps)) if fields]
    main += [Field(tag, 4, b"\0\0\0\0") for tag in pointers]
    places = append_directory(out, "<", main)
    for tag, fields in ((EXIF_IFD, exif), (GPS_IFD, gps)):
        if fields:
            struct.pack_into("<I", out, places[tag], len(out) + len(out) % 2)
            append_directory(out, "<", fields)
    return bytes(out)


def append_directory(out: bytearray, end: str, fields: Iterable[Field], base: int = 0) -> dict[int, int]:
    """Append a directory and its values to `out`; where in `out` each tag's value, or its offset, stands.

    base: where `out` itself will begin in the file.
    """
    out += b"\0" * (len(out) % 2)
    fields = sorted(fields, key=lambda field: field.tag)
    start = len(out)
    out += struct.pack(end + "H", len(fields)) + bytes(12 * len(fields)) + bytes(4)
    places = {}
    for index, (tag, kind, value) in enumerate(fields):
        place = start + 2 + 12 * index
        struct.pack_into(end + "HHI", out, place, tag, kind, len(value) // _SIZES[kind])
        places[tag] = place + 8
        if len(value) <= 4:
            out[place + 8 : place + 8 + len(value)] = value
        else:
            out += b"\0" * (len(out) % 2)
            struct.pack_into(end + "I", out, place + 8, base + len(out))
            out += value
    return places


def little_endian(data: bytes, entry: DirectoryEntry) -> bytes:
    """The value of an entry, turned into little-endian."""
    value = data[entry.place : entry.place + entry.size]
    width = {3: 2, 4: 4, 5: 4, 8: 2, 9: 4, 10: 4, 11: 4, 12: 8, 13: 4}.get(entry.kind, 1)
    if order(data) == "<" or width == 1:
        return value
    return b"".join(value[start : start + width][::-1] for start in range(0, len(value), width))


def _entry(data: bytes, end: str, at: int) -> DirectoryEntry:
    tag, kind, count = struct.unpack_from(end + "HHI", data, at)
    size = _SIZES.get(kind, 0) * count
    place = at + 8 if size <= 4 else struct.unpack_from(end + "I", data, at + 8)[0]
    return DirectoryEntry(tag, kind, count, place, size)


def _sized(data: bytes, size: tuple[int, int]) -> bytes:
    """With another width and height in the entries that have them."""
    place, end = number(data, first(data).get(EXIF_IFD)), order(data)
    if place is None:
        return data
    inner, out = directory(data, place), bytearray(data)
    for tag, pixels in zip((PIXEL_X, PIXEL_Y), size, strict=True):
        entry = inner.get(tag)
        code, most = {3: ("H", 0xFFFF), 4: ("I", 0xFFFFFFFF)}.get(entry.kind if entry else 0, ("", 0))
        if entry and pixels <= most:
            struct.pack_into(end + code, out, entry.place, pixels)
    return bytes(out)


def _for_export(data: bytes, software: str, gps: bool) -> bytes:
    main, end = first(data), order(data)
    out = bytearray(data)
    dropped = {SOFTWARE}
    if not gps:
        _blank_directory(out, main.get(GPS_IFD))
        dropped.add(GPS_IFD)
    upright_entry = main.get(ORIENTATION)
    if upright_entry and upright_entry.kind == 3:
        struct.pack_into(end + "H", out, upright_entry.place, 1)
    rows = [bytes(out[row : row + 12]) for row, tag in _rows(data, main) if tag not in dropped]
    out[main.place : main.place + main.size] = bytes(main.size)
    if main.next:
        _drop_thumbnail(out, main.next)
    name = software.encode() + b"\0"
    out += b"\0" * (len(out) % 2)
    rows.append(struct.pack(end + "HHII", SOFTWARE, 2, len(name), len(out)))
    out += name + b"\0" * (len(name) % 2)
    struct.pack_into(end + "I", out, 4, len(out))
    rows.sort(key=lambda row: int(struct.unpack(end + "H", row[:2])[0]))
    return bytes(out) + struct.pack(end + "H", len(rows)) + b"".join(rows) + bytes(4)


def _rows(data: bytes, main: Directory) -> list[tuple[int, int]]:
    """(place, tag) of each sound 12-byte row of a directory."""
    end, sound = order(data), {entry.tag for entry in main.entries}
    places = range(main.place + 2, main.place + main.size - 4, 12)
    tags = [(place, int(struct.unpack_from(end + "H", data, place)[0])) for place in places]
    return [(place, tag) for place, tag in tags if tag in sound]


def _blank_directory(out: bytearray, pointer: DirectoryEntry | None) -> None:
    """Zero the directory that an entry points to, and its values."""
    place = number(bytes(out), pointer)
    if place is None:
        return
    try:
        target = directory(bytes(out), place)
    except ValueError:
        return
    for entry in target.entries:
        out[entry.place : entry.place + entry.size] = bytes(entry.size)
    out[place : place + target.size] = bytes(len(out[place : place + target.size]))


def _drop_thumbnail(out: bytearray, place: int) -> None:
    """Zero the thumbnail that the second directory holds, and cut it off where it stands last."""
    data = bytes(out)
    try:
        second = directory(data, place)
    except ValueError:
        return
    start = number(data, second.get(THUMBNAIL_OFFSET))
    length = number(data, second.get(THUMBNAIL_LENGTH))
    if not start or not length or start + length > len(out) or start < 8:
        return
    out[start : start + length] = bytes(length)
    if start + length >= len(out) - 1 and start > place:
        del out[start:]
