"""The header of a JPEG XL codestream: size, depth, channels and colours, read bit by bit.

Source: ISO/IEC 18181-1:2022, annex B (U32, Bool, Enum, F16), D (image header) and E (colour encoding).
"""

from dataclasses import dataclass

from dce_studio.core.files.decode import boxes
from dce_studio.core.geometry import Size

SRGB, UNKNOWN = 13, 2
_SIGNATURE = b"\xff\x0a"
_RATIOS = {1: (1, 1), 2: (12, 10), 3: (4, 3), 4: (3, 2), 5: (16, 9), 6: (5, 4), 7: (2, 1)}
_ENUM = ((0, 0), (1, 0), (2, 4), (18, 6))
_SIZE = ((1, 9), (1, 13), (1, 18), (1, 30))


@dataclass(frozen=True)
class Header:
    """size: as stored, before orientation. gamut and transfer: code points as in ITU-T H.273.

    profile: whether an ICC profile inside the codestream describes the colours. xyb: whether they are
    stored in XYB, which the decoder turns into sRGB where it has a profile. premultiplied: whether alpha is.
    transfer_bit: the bit of the codestream at which the transfer's code point begins, 0 where it has none.
    """

    size: Size
    orientation: int = 1
    bits: int = 8
    gamut: int = 1
    transfer: int = SRGB
    profile: bool = False
    xyb: bool = True
    premultiplied: bool = False
    transfer_bit: int = 0


def codestream(data: bytes) -> bytes:
    """The codestream of a bare file, or of a container as far as its header needs."""
    if data[:2] == b"\xff\x0a":
        return data
    whole = boxes.first(data, b"jxlc")
    if whole is not None:
        return whole
    parts = [data[start + 4 : stop] for name, start, stop in boxes.walk(data) if name == b"jxlp"]
    if not parts:
        raise ValueError("it has no codestream")
    return b"".join(parts)


def header(stream: bytes) -> Header:
    """The header. Raises ValueError when the stream ends in it."""
    bits = _Bits(stream[len(_SIGNATURE) : 4096])
    size = _size(bits)
    if bits.flag():
        return Header(size)
    orientation = _extra_fields(bits) if bits.flag() else 1
    depth = _depth(bits)
    bits.flag()
    channels = [_extra_channel(bits) for _ in range(bits.u32((0, 0), (1, 0), (2, 4), (1, 12)))]
    xyb = bits.flag()
    gamut, transfer, profile, place = _colours(bits)
    return Header(size, orientation, depth, gamut, transfer, profile, xyb, any(channels), place)


class _Bits:
    """A reader of bits, the least significant first."""

    def __init__(self, data: bytes) -> None:
        self.value, self.left = int.from_bytes(data, "little"), len(data) * 8
        self._first = self.left + 8 * len(_SIGNATURE)

    @property
    def place(self) -> int:
        """The bit of the codestream that is read next."""
        return self._first - self.left

    def take(self, count: int) -> int:
        self.left -= count
        if self.left < 0:
            raise ValueError("the header is cut off")
        found = self.value & ((1 << count) - 1)
        self.value >>= count
        return found

    def flag(self) -> bool:
        return self.take(1) == 1

    def u32(self, *choices: tuple[int, int]) -> int:
        """One of four (offset, bits), chosen by two bits."""
        offset, count = choices[self.take(2)]
        return offset + self.take(count)

    def enum(self) -> int:
        return self.u32(*_ENUM)


def _size(bits: _Bits) -> Size:
    small = bits.flag()

    def length() -> int:
        return 8 * (1 + bits.take(5)) if small else bits.u32(*_SIZE)

    height = length()
    ratio = bits.take(3)
    if not ratio:
        return Size(length(), height)
    across, down = _RATIOS[ratio]
    return Size(height * across // down, height)


def _extra_fields(bits: _Bits) -> int:
    """Orientation; the intrinsic size, the preview and the animation are passed over."""
    orientation = 1 + bits.take(3)
    if bits.flag():
        _size(bits)
    if bits.flag():
        _preview(bits)
    if bits.flag():
        bits.u32((100, 0), (1000, 0), (1, 10), (1, 30))
        bits.u32((1, 0), (1001, 0), (1, 8), (1, 10))
        bits.u32((0, 0), (0, 3), (0, 16), (0, 32))
        bits.flag()
    return orientation


def _preview(bits: _Bits) -> None:
    small = bits.flag()
    choices = ((16, 0), (32, 0), (1, 5), (33, 9)) if small else ((1, 6), (65, 8), (321, 10), (1345, 12))
    bits.u32(*choices)
    if not bits.take(3):
        bits.u32(*choices)


def _depth(bits: _Bits) -> int:
    if not bits.flag():
        return bits.u32((8, 0), (10, 0), (12, 0), (1, 6))
    found = bits.u32((32, 0), (16, 0), (24, 0), (1, 6))
    bits.take(4)
    return found


def _extra_channel(bits: _Bits) -> bool:
    """Whether the channel is an alpha that is premultiplied."""
    if bits.flag():
        return False
    kind = bits.enum()
    _depth(bits)
    bits.u32((0, 0), (3, 0), (4, 0), (1, 3))
    bits.take(8 * bits.u32((0, 0), (0, 4), (16, 5), (48, 10)))
    if kind == 0:
        return bits.flag()
    if kind == 2:
        bits.take(64)
    if kind == 5:
        bits.u32((1, 0), (0, 2), (3, 4), (19, 8))
    return False


def _colours(bits: _Bits) -> tuple[int, int, bool, int]:
    """(gamut, transfer, whether there is a profile instead, where the transfer's code point begins or 0)."""
    if bits.flag():
        return 1, SRGB, False, 0
    profile, space = bits.flag(), bits.enum()
    if profile or space == 2:
        return 1, SRGB, profile, 0
    gamut = 1
    if bits.enum() == 2:
        _point(bits)
    if space != 1:
        gamut = {1: 1, 9: 9, 11: 12}.get(bits.enum(), UNKNOWN)
        for _ in range(3 if gamut == UNKNOWN else 0):
            _point(bits)
    if bits.flag():
        gamma = bits.take(24) / 1e7
        return gamut, 8 if gamma > 0.95 else SRGB, False, 0
    place = bits.place
    return gamut, bits.enum(), False, place


def _point(bits: _Bits) -> None:
    for _ in range(2):
        bits.u32((0, 19), (524288, 19), (1048576, 20), (2097152, 21))
