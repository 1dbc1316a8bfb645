"""What a file is: decided by its first bytes, never by its name."""

import struct

READABLE = (
    ".jpg", ".jpeg", ".jpe", ".jfif", ".mpo", ".png", ".webp", ".tif", ".tiff", ".bmp", ".dib", ".gif",
    ".avif", ".heic", ".heif", ".hif", ".jp2", ".j2k", ".jpx", ".jxl", ".ppm", ".pgm", ".pnm",
    ".dng", ".nef", ".nrw", ".cr2", ".cr3", ".crw", ".arw", ".srf", ".sr2", ".raf", ".rw2", ".orf", ".pef",
    ".srw", ".raw", ".rwl", ".kdc", ".dcr", ".mrw", ".x3f", ".3fr", ".fff", ".iiq", ".mos", ".erf",
    ".mef", ".gpr",
)  # fmt: skip
"""Suffixes, in lower case, by which photos are found in folders and offered in dialogs."""

RAW_SUFFIXES = READABLE[READABLE.index(".dng") :]
_MAGIC = (
    (b"\xff\xd8\xff", "JPEG"),
    (b"\x89PNG\r\n\x1a\n", "PNG"),
    (b"GIF8", "GIF"),
    (b"BM", "BMP"),
    (b"\xff\x0a", "JXL"),
    (b"\0\0\0\x0cJXL \r\n\x87\n", "JXL"),
    (b"\0\0\0\x0cjP  \r\n\x87\n", "JP2"),
    (b"\xff\x4f\xff\x51", "JP2"),
    (b"FUJIFILMCCD-RAW", "RAW"),
    (b"IIU\0", "RAW"),
    (b"IIRO", "RAW"),
    (b"IIRS", "RAW"),
    (b"MMOR", "RAW"),
    (b"\0MRM", "RAW"),
    (b"FOVb", "RAW"),
    (b"II\x1a\0\0\0HEAPCCDR", "RAW"),
    (b"II*\0\x10\0\0\0CR", "RAW"),
    (b"II*\0", "TIFF"),
    (b"MM\0*", "TIFF"),
    (b"II+\0", "TIFF"),
    (b"MM\0+", "TIFF"),
)
_NETPBM = tuple(b"P%d" % digit for digit in range(1, 8))


def kind_of(head: bytes, suffix: str = "") -> str:
    """JPEG, PNG, WEBP, TIFF, HEIF, AVIF, JXL, JP2, GIF, BMP, PNM, RAW, or "" for what is no photo.

    head: the first 64 bytes at least. suffix: asked only where the bytes leave it open, as a TIFF may be a
    camera's raw file.
    """
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "WEBP"
    if head[4:8] == b"ftyp":
        return _kind_of_brands(head)
    kind = next((kind for magic, kind in _MAGIC if head.startswith(magic)), "")
    if kind == "TIFF" and suffix.lower() in RAW_SUFFIXES:
        return "RAW"
    if not kind and head[:2] in _NETPBM and head[2:3].isspace():
        return "PNM"
    return kind


def _kind_of_brands(head: bytes) -> str:
    """HEIF, AVIF or RAW (CR3) by the brands of an ISO base media file."""
    length = min(max(struct.unpack(">I", head[:4])[0], 16), len(head))
    brands = {head[8:12], *(head[at : at + 4] for at in range(16, length - 3, 4))}
    if b"crx " in brands:
        return "RAW"
    if brands & {b"avif", b"avis"}:
        return "AVIF"
    return "HEIF" if brands & {b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"hevx"} else ""
