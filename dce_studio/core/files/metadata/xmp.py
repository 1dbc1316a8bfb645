"""XMP packets as text: taking the position out."""

import re

_ATTRIBUTE = re.compile(rb"""\s+exif:GPS\w+\s*=\s*(?:"[^"]*"|'[^']*')""")
_ELEMENT = re.compile(rb"<exif:(GPS\w+)\b[^>]*?(?:/>|>.*?</exif:\1\s*>)", re.DOTALL)


def without_gps(packet: bytes) -> bytes:
    """The packet without its exif:GPS… properties."""
    return _ELEMENT.sub(b"", _ATTRIBUTE.sub(b"", packet))
