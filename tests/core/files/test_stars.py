"""Ratings in XMP sidecars: read as others write them, and changed with every other byte left as it was."""

import re
from pathlib import Path

import pytest

from dce_studio.core.files import stars
from dce_studio.core.files.metadata.rating import LARGEST, rating_of, with_rating
from dce_studio.core.files.stars import RatingError

RDF = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
XMP = 'xmlns:xmp="http://ns.adobe.com/xap/1.0/"'


def packet(inner: str) -> bytes:
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n<x:xmpmeta xmlns:x="adobe:ns:meta/">\n'
        f"<rdf:RDF {RDF}>\n{inner}\n</rdf:RDF></x:xmpmeta>\n   \n<?xpacket end='w'?>"
    ).encode()


DARKTABLE = packet(
    f"""<rdf:Description rdf:about="" {XMP} xmlns:darktable="http://darktable.sf.net/"
   xmp:Rating="1" darktable:xmp_version="5"><darktable:history><rdf:Seq>
   <rdf:li darktable:operation="exposure" darktable:params="00&lt;ä"/></rdf:Seq></darktable:history>
  </rdf:Description>"""
)
LIGHTROOM = packet(
    f"""<rdf:Description rdf:about='' xmlns:tiff="http://ns.adobe.com/tiff/1.0/" tiff:Make='Rating="9"'/>
<rdf:Description rdf:about='' {XMP}><xmp:Rating>4</xmp:Rating><xmp:Label>Rot &amp; gut</xmp:Label>
</rdf:Description>"""
)
SILENT = packet('<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" dc:format="x"/>')
OTHERS = packet(  # an ingredient's rating, and a property that only looks like one
    f"""<rdf:Description rdf:about="" xmlns:p="urn:p" xmlns:xmp="urn:another" xmp:Rating="5"><p:of>
<rdf:Description {XMP} xmp:Rating="3"/></p:of></rdf:Description>"""
)
RENAMED = packet(
    '<r:Description xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
    "xmlns:xap='http://ns.adobe.com/xap/1.0/' xap:Rating = '2' />"
)
EMPTY = packet(f'<rdf:Description rdf:about="" {XMP}><xmp:Rating rdf:x="100%" /></rdf:Description>')


@pytest.mark.parametrize(
    ("text", "expected"),
    [(DARKTABLE, 1), (LIGHTROOM, 4), (SILENT, None), (OTHERS, None), (RENAMED, 2), (EMPTY, None)],
)
def test_a_rating_is_read_and_changed_alone(text: bytes, expected: int | None) -> None:
    assert rating_of(text) == expected
    for rating in (0, 5):
        changed = with_rating(text, rating)
        assert rating_of(changed) == rating
        assert with_rating(changed, rating) == changed
        begin = next(n for n, (a, b) in enumerate(zip(text, changed, strict=False)) if a != b)
        added = len(changed) - len(text)
        end = next(n for n in range(1, len(text)) if text[-n] != changed[-n] or len(text) - n < begin)
        assert changed[len(changed) - end + 1 :] == text[len(text) - end + 1 :]
        assert (added, end) >= (0, 1)
        assert re.sub(rb"\s?(xmlns:\w+=\S+ )?\w+:Rating.*", b"", changed)[:100] == text[:100]


def test_all_else_stays_to_the_byte() -> None:
    assert with_rating(DARKTABLE, 3) == DARKTABLE.replace(b'xmp:Rating="1"', b'xmp:Rating="3"')
    assert with_rating(LIGHTROOM, 3) == LIGHTROOM.replace(b">4</xmp:Rating>", b">3</xmp:Rating>")
    assert with_rating(RENAMED, 3) == RENAMED.replace(b"Rating = '2'", b"Rating = '3'")
    added = b'xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:Rating="3"'
    assert with_rating(SILENT, 3) == SILENT.replace(b"<rdf:Description", b"<rdf:Description " + added)
    assert with_rating(EMPTY, 3) == EMPTY.replace(b'"100%" />', b'"100%">3</xmp:Rating>')


@pytest.mark.parametrize(("text", "rating"), [("-1", 0), ("3.0", 3), ("9", 5), ("good", None), ("nan", None)])
def test_odd_values(text: str, rating: int | None) -> None:
    assert rating_of(DARKTABLE.replace(b'Rating="1"', f'Rating="{text}"'.encode())) == rating


BOMB = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>' + SILENT
BAD = {
    "entities": BOMB, "outside": b'<!DOCTYPE x SYSTEM "file:///etc/passwd"><x/>', "cut": DARKTABLE[:200],
    "deep": b"<a>" * 100_000, "text": b"my notes", "other": b"<html/>", "large": b" " * (LARGEST + 1),
    "wide": DARKTABLE.decode().encode("utf-16"), "latin": b'<?xml version="1.0" encoding="latin-1"?><x/>',
}  # fmt: skip


@pytest.mark.parametrize("kind", BAD)
def test_what_cannot_be_changed_is_refused_and_left(tmp_path: Path, kind: str) -> None:
    photo, sidecar = tmp_path / "a.jpg", tmp_path / "a.jpg.xmp"
    sidecar.write_bytes(BAD[kind])
    with pytest.raises(RatingError, match=r"a\.jpg\.xmp: .*\.$") as told:
        stars.write(photo, 3)
    assert str(told.value).count(". ") == 0
    assert sidecar.read_bytes() == BAD[kind]
    assert [path.name for path in tmp_path.iterdir()] == ["a.jpg.xmp"]


def test_which_sidecar(tmp_path: Path) -> None:
    photo, own, shared = (tmp_path / name for name in ("a.jpg", "a.jpg.xmp", "a.xmp"))
    assert stars.read(photo) is None
    shared.write_bytes(LIGHTROOM)
    assert stars.read(photo) == 4
    stars.write(photo, 2)
    assert rating_of(shared.read_bytes()) == 2 and not own.exists()
    own.write_bytes(DARKTABLE)
    assert stars.read(photo) == 1
    stars.write(photo, 5)
    assert rating_of(own.read_bytes()) == rating_of(shared.read_bytes()) == 5
    own.write_bytes(SILENT)
    assert stars.read(photo) == 5


def test_beside_a_raw_file_the_shared_one_is_its(tmp_path: Path) -> None:
    photo, raw, shared = (tmp_path / name for name in ("a.jpg", "a.NEF", "a.xmp"))
    raw.write_bytes(b"raw")
    shared.write_bytes(LIGHTROOM)
    assert stars.read(photo) is None and stars.read(raw) == 4
    stars.write(photo, 3)
    assert stars.read(photo) == 3 and shared.read_bytes() == LIGHTROOM
    assert rating_of((tmp_path / "a.jpg.xmp").read_bytes()) == 3
    assert raw.read_bytes() == b"raw"
