"""The rating in an XMP packet, read and changed: nothing else of the packet is touched, to the byte.

Others made the packet: what declares a document type, and with it entities that could grow without bounds,
is refused. Source: XMP specification, part 1 (ISO 16684-1), section 7: xmp:Rating is an attribute or element
of a node of rdf:RDF. Those deeper inside, of a picture that went into this one, are others'.
"""

import re
from collections.abc import Mapping
from typing import NamedTuple
from xml.parsers import expat

MOST = 5
LARGEST = 16 << 20  # bytes of a packet: darktable's, with drawn masks, have some hundred thousand

_XMP = "http://ns.adobe.com/xap/1.0/"
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_RATING, _ROOT = (_XMP, "Rating"), (_RDF, "RDF")
_ATTRIBUTE = re.compile(rb"""\s+([^\s=/>]+)\s*=\s*("[^"]*"|'[^']*')""")

_NEW = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/" x:xmptk="DCE Studio">
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description rdf:about=""
    xmlns:xmp="http://ns.adobe.com/xap/1.0/"
   xmp:Rating="{}"/>
 </rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>
"""

XmlName = tuple[str, str]
"""A namespace, and the name in it."""


class RatingPlace(NamedTuple):
    """Where a rating stands: these bytes are replaced by the text with a number in it."""

    start: int
    stop: int
    text: bytes
    value: str = ""


def rating_of(packet: bytes) -> int | None:
    """0 … 5, None where the packet says nothing of it; one that is rejected (−1) counts as 0. ValueError."""
    found = [_number(place.value) for place in _Packet(packet).places]
    return next((number for number in found if number is not None), None)


def with_rating(packet: bytes, stars: int) -> bytes:
    """The packet with another rating. Raises ValueError, in words, for what cannot be changed."""
    read = _Packet(packet)
    if b"\0" in packet[:64] or not read.utf8:
        raise ValueError("it is not written in UTF-8")
    places = read.places or [place for place in [read.home] if place is not None]
    if not places:
        raise ValueError("it has no place for a rating")
    for place in sorted(places, reverse=True):
        packet = packet[: place.start] + place.text % stars + packet[place.stop :]
    return packet


def new_packet(stars: int) -> bytes:
    """A packet that says nothing else."""
    return _NEW.format(stars).encode()


def _number(text: str) -> int | None:
    try:
        return min(max(round(float(text)), 0), MOST)
    except (ValueError, OverflowError):
        return None


class _Packet:
    """What a packet says: the places of its ratings, and where one could be put in."""

    def __init__(self, packet: bytes) -> None:
        self._packet = packet
        self.places: list[RatingPlace] = []
        self.home: RatingPlace | None = None
        self.utf8 = True
        self._path: list[XmlName] = []
        self._scopes: list[Mapping[str, str]] = [{}]
        self._inside: list[str] | None = None  # the text of the rating's element
        self._parser = parser = expat.ParserCreate()
        parser.XmlDeclHandler = self._on_declaration
        parser.StartDoctypeDeclHandler = _refuse
        parser.EntityDeclHandler = _refuse
        parser.StartElementHandler = self._on_start
        parser.EndElementHandler = self._on_end
        parser.CharacterDataHandler = self._on_text
        self._begun = 0
        try:
            parser.Parse(packet.rstrip(b"\0"), True)
        except expat.ExpatError as error:
            raise ValueError("it is damaged") from error

    def _on_declaration(self, version: str, encoding: str | None, standalone: int) -> None:
        self.utf8 = encoding is None or encoding.lower() in ("utf-8", "us-ascii")

    def _on_start(self, name: str, attributes: dict[str, str]) -> None:
        bound = {key.partition(":")[2]: uri for key, uri in attributes.items() if _binds(key)}
        scope = {**self._scopes[-1], **bound} if bound else self._scopes[-1]
        self._scopes.append(scope)
        is_node = self._path[-1:] == [_ROOT] and len(self._path) <= 2
        is_property = self._path[-2:-1] == [_ROOT] and len(self._path) <= 3
        if is_node:
            self._on_node(name, attributes, scope)
        self._path.append(_expanded(name, scope))
        if is_property and self._path[-1] == _RATING:
            self._inside, self._begun = [], self._parser.CurrentByteIndex

    def _on_node(self, name: str, attributes: dict[str, str], scope: Mapping[str, str]) -> None:
        after = self._parser.CurrentByteIndex + 1 + len(name.encode())
        for key, value in attributes.items():
            if ":" in key and _expanded(key, scope) == _RATING:
                start, stop = _value(self._packet, after, key.encode())
                self.places.append(RatingPlace(start, stop, b"%d", value))
        if self.home is None:
            self.home = RatingPlace(after, after, _as_attribute(scope))

    def _on_end(self, name: str) -> None:
        if self._inside is not None and self._path[-1] == _RATING:
            self.places.append(self._element("".join(self._inside)))
            self._inside = None
        self._path.pop()
        self._scopes.pop()

    def _element(self, value: str) -> RatingPlace:
        start, end = _tag_end(self._packet, self._begun), self._parser.CurrentByteIndex
        tag = self._packet[self._begun : start]
        if not tag.endswith(b"/>"):
            return RatingPlace(start, end, b"%d", value)
        opened = tag[:-2].rstrip().replace(b"%", b"%%")
        return RatingPlace(self._begun, start, opened + b">%d</" + opened[1:].split()[0] + b">", value)

    def _on_text(self, text: str) -> None:
        if self._inside is not None:
            self._inside.append(text)


def _refuse(*args: object) -> None:
    raise ValueError("it declares a document type, which such files do not")


def _binds(key: str) -> bool:
    return key == "xmlns" or key.startswith("xmlns:")


def _expanded(name: str, scope: Mapping[str, str]) -> XmlName:
    prefix, _, local = name.rpartition(":")
    return scope.get(prefix, ""), local


def _as_attribute(scope: Mapping[str, str]) -> bytes:
    """The text that makes an attribute of a rating, with its namespace where no prefix stands for that."""
    prefix = next((prefix for prefix, uri in scope.items() if uri == _XMP and prefix), None)
    if prefix is not None:
        return f' {prefix}:Rating="%d"'.encode()
    prefix = next(name for name in ("xmp", *(f"xmp{n}" for n in range(len(scope) + 1))) if name not in scope)
    return f' xmlns:{prefix}="{_XMP}" {prefix}:Rating="%d"'.encode()


def _value(packet: bytes, start: int, key: bytes) -> tuple[int, int]:
    """Where the value of an attribute stands in the tag whose name ends at `start`."""
    while (found := _ATTRIBUTE.match(packet, start)) is not None:
        if found[1] == key:
            return found.start(2) + 1, found.end(2) - 1
        start = found.end()
    raise ValueError("it is damaged")


def _tag_end(packet: bytes, start: int) -> int:
    """Where the tag ends that begins at `start`."""
    start += len(re.compile(rb"<[^\s/>]+").match(packet, start)[0])  # type: ignore[index]  # it is a tag
    while (found := _ATTRIBUTE.match(packet, start)) is not None:
        start = found.end()
    return packet.index(b">", start) + 1
