"""ICC profiles: what one is, and building one from primaries with the sRGB curve.

Source: ICC.1:2022 (version 4), sections 7.2 (header), 9 (tags) and 10 (types).
"""

import struct
from functools import lru_cache
from typing import Any

import imagecodecs
import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]

SPACES = {b"RGB ": "RGB", b"GRAY": "GRAY", b"CMYK": "CMYK", b"Lab ": "LAB"}
_EXACT = 0x0100  # cmsFLAGS_NOOPTIMIZE: else 16 bits go through a coarse table, up to 10 % wrong
D65 = (0.3127, 0.3290)
GAMUTS = {  # ITU-T H.273, table 2: x, y of red, green and blue, all with a D65 white
    9: ("Rec. 2020", ((0.708, 0.292), (0.170, 0.797), (0.131, 0.046))),
    11: ("DCI-P3", ((0.680, 0.320), (0.265, 0.690), (0.150, 0.060))),
    12: ("Display P3", ((0.680, 0.320), (0.265, 0.690), (0.150, 0.060))),
}
_D50 = np.array([0.9642, 1.0, 0.8249])
_BRADFORD = np.array([[0.8951, 0.2664, -0.1614], [-0.7502, 1.7135, 0.0367], [0.0389, -0.0685, 1.0296]])


@lru_cache(maxsize=1)
def srgb() -> bytes:
    """The sRGB profile (IEC 61966-2-1)."""
    return bytes(imagecodecs.cms_profile("srgb"))


@lru_cache(maxsize=1)
def lab() -> bytes:
    """CIE Lab, D50."""
    return bytes(imagecodecs.cms_profile("lab4"))


def space(profile: bytes) -> str:
    """ "RGB", "GRAY", "CMYK", "LAB", or "" for anything else."""
    return SPACES.get(profile[16:20], "") if profile[36:40] == b"acsp" else ""


@lru_cache(maxsize=64)
def is_sound(profile: bytes) -> bool:
    """Whether the colour engine can use the profile as a source."""
    kind = space(profile)
    if not kind:
        return False
    probe = np.zeros((1, 1, {"GRAY": 1, "CMYK": 4}.get(kind, 3)), np.uint8)
    try:
        transform(probe, profile, srgb())
    except (RuntimeError, ValueError, MemoryError):
        return False
    return True


@lru_cache(maxsize=64)
def is_srgb(profile: bytes) -> bool:
    """Whether an RGB profile is sRGB but for its name: no colour of a grid moves by a level of 255."""
    axis = np.linspace(0, 1, 9, dtype=np.float32)
    grid = np.stack(np.meshgrid(axis, axis, axis), -1).reshape(1, -1, 3)
    return space(profile) == "RGB" and float(np.abs(transform(grid, profile, srgb()) - grid).max()) < 1 / 255


@lru_cache(maxsize=64)
def is_linear(profile: bytes) -> bool:
    """Whether an RGB or grey profile holds linear light (gamma 1)."""
    kind = space(profile)
    if kind not in ("RGB", "GRAY"):
        return False
    ramp = np.linspace(0, 1, 33, dtype=np.float32)
    probe = np.repeat(ramp[None, :, None], 3 if kind == "RGB" else 1, axis=2)
    shown = transform(probe, profile, srgb())[0, :, 1].astype(np.float64)
    light = np.where(shown <= 0.04045, shown / 12.92, ((np.maximum(shown, 0) + 0.055) / 1.055) ** 2.4)
    return float(np.abs(light - ramp).max()) < 0.02


def transform(array: NDArray[Any], profile: bytes, target: bytes) -> NDArray[Any]:
    """(H, W, C) of the profile's space → (H, W, 3) in an RGB target, in the same dtype. RuntimeError."""
    names = {"RGB": "rgb", "GRAY": "gray", "CMYK": "cmyk", "LAB": "lab"}
    array = np.ascontiguousarray(array)
    out: NDArray[Any] = imagecodecs.cms_transform(
        array[..., 0] if array.shape[2] == 1 else array,
        profile,
        target,
        colorspace=names[space(profile)],
        outcolorspace="rgb",
        outdtype=array.dtype,
        flags=_EXACT if array.dtype == np.uint16 else None,
    )
    return out


def with_srgb_curve(profile: bytes) -> bytes | None:
    """A profile with the primaries of a matrix profile and the sRGB curve; None where it has no matrix."""
    columns = [_xyz(profile, tag) for tag in (b"rXYZ", b"gXYZ", b"bXYZ")]
    if any(column is None for column in columns):
        return None
    return _build("Display-referred copy of a linear profile", np.array(columns, np.float64).T)


@lru_cache(maxsize=8)
def of_gamut(code: int) -> bytes | None:
    """The profile for a gamut of H.273 with the sRGB curve; None for sRGB's own and unknown ones."""
    if code not in GAMUTS:
        return None
    name, primaries = GAMUTS[code]
    white = _point(*D65)
    columns = np.stack([_point(*xy) for xy in primaries], axis=1)
    matrix = columns * np.linalg.solve(columns, white)
    scale = np.diag((_BRADFORD @ _D50) / (_BRADFORD @ white))
    return _build(name, np.linalg.inv(_BRADFORD) @ scale @ _BRADFORD @ matrix)


def _point(x: float, y: float) -> Matrix:
    return np.array([x / y, 1.0, (1 - x - y) / y])


def _xyz(profile: bytes, tag: bytes) -> tuple[float, float, float] | None:
    """The value of an XYZ tag."""
    (count,) = struct.unpack_from(">I", profile, 128)
    for index in range(min(count, 100)):
        name, place, size = struct.unpack_from(">4sII", profile, 132 + 12 * index)
        if name == tag and size >= 20 and place + 20 <= len(profile):
            x, y, z = struct.unpack_from(">3i", profile, place + 8)
            return x / 65536, y / 65536, z / 65536
    return None


def _build(name: str, matrix: Matrix) -> bytes:
    """A version 4 display profile from colorants (columns, adapted to D50) and the sRGB curve."""
    curve = b"para" + struct.pack(
        ">IHH5i", 0, 3, 0, *_fixed(2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)
    )
    tags = [
        ((b"desc",), _text(name)),
        ((b"cprt",), _text("CC0")),
        ((b"wtpt",), _xyz_type(_D50)),
        ((b"rXYZ",), _xyz_type(matrix[:, 0])),
        ((b"gXYZ",), _xyz_type(matrix[:, 1])),
        ((b"bXYZ",), _xyz_type(matrix[:, 2])),
        ((b"rTRC", b"gTRC", b"bTRC"), curve),
    ]
    count = sum(len(names) for names, _ in tags)
    table, body, place = b"", b"", 132 + 12 * count
    for names, value in tags:
        table += b"".join(name + struct.pack(">II", place + len(body), len(value)) for name in names)
        body += value + bytes(-len(value) % 4)
    header = struct.pack(">I4sI4s4s4s", place + len(body), bytes(4), 0x04400000, b"mntr", b"RGB ", b"XYZ ")
    header += (
        struct.pack(">6H4s", 2026, 1, 1, 0, 0, 0, b"acsp") + bytes(28) + struct.pack(">3i", *_fixed(*_D50))
    )
    return header.ljust(128, b"\0") + struct.pack(">I", count) + table + body


def _fixed(*values: float) -> list[int]:
    """s15Fixed16 numbers."""
    return [round(value * 65536) for value in values]


def _xyz_type(values: Matrix) -> bytes:
    return b"XYZ " + struct.pack(">I3i", 0, *_fixed(*values))


def _text(text: str) -> bytes:
    data = text.encode("utf-16-be")
    return b"mluc" + struct.pack(">III2s2sII", 0, 1, 12, b"en", b"US", len(data), 28) + data
