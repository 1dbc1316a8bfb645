"""Colour: which encoding the curves work in, what the network sees and what the screen shows.

A photo keeps its own encoded values and profile. Only what is not display-referred (linear light, PQ,
HLG), or cannot be written back (CMYK, Lab), is converted on reading, and a note says so.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dce_studio.core.files.colour import hdr, icc
from dce_studio.core.files.depth import mapped, row_bands
from dce_studio.core.files.raster import Raster
from dce_studio.core.parallel import cores, for_each
from dce_studio.core.photo import WHITE, Photo, Pixels

_Change = Callable[[NDArray[np.float32]], NDArray[np.float32]]

LINEAR, PQ, HLG = 8, 16, 18  # transfer characteristics, ITU-T H.273, table 3


def to_srgb(photo: Photo, pixels: Pixels) -> Pixels:
    """Pixels of the photo, (h, w, 3) in its own encoding, as sRGB in the same dtype: for the network."""
    return _converted(photo.metadata.icc, pixels, icc.srgb())


def display_pixels(photo: Photo, pixels: Pixels, display: bytes | None = None) -> NDArray[np.uint8]:
    """Pixels of the photo, (h, w, 3), as uint8 for a screen with the ICC profile `display` (None: sRGB)."""
    return to_bytes(_converted(photo.metadata.icc, to_bytes(pixels), display or icc.srgb()))  # bytes are fast


def to_bytes(pixels: Pixels) -> NDArray[np.uint8]:
    """uint8, uint16 or float32 pixels as uint8, rounded."""
    if pixels.dtype == np.uint8:
        return pixels
    out = np.empty(pixels.shape, np.uint8)
    for_each(lambda part: _round_into(pixels[part], out[part], 255), _parts(len(pixels)))
    return out


def dithered(pixels: Pixels) -> NDArray[np.uint8]:
    """uint8, uint16 or float32 pixels as uint8, with noise of half a level, the same at each call."""
    if pixels.dtype == np.uint8:
        return pixels
    out = np.empty(pixels.shape, np.uint8)

    def band(part: slice) -> None:
        noise = np.random.default_rng(part.start).random(pixels[part].shape, np.float32)
        values = pixels[part].clip(0, WHITE[pixels.dtype]) * np.float32(255 / WHITE[pixels.dtype])
        out[part] = np.minimum(values + noise * np.float32(0.9999), 255)  # a whole level stays as it is

    for_each(band, [slice(top, top + 64) for top in range(0, len(pixels), 64)])
    return out


def to_words(pixels: Pixels) -> NDArray[np.uint16]:
    """uint8, uint16 or float32 pixels as uint16; a byte b becomes 257·b."""
    if pixels.dtype == np.uint16:
        return pixels
    if pixels.dtype == np.uint8:
        return pixels.astype(np.uint16) * np.uint16(257)
    out = np.empty(pixels.shape, np.uint16)
    for_each(lambda part: _round_into(pixels[part], out[part], 65535), _parts(len(pixels)))
    return out


def working(raster: Raster) -> Raster:
    """The raster as grey or RGB in a display-referred encoding, cleaned; `metadata.icc` describes it."""
    raster = _with_sound_profile(_without_nan(raster))
    profile = raster.metadata.icc
    coding = None if profile else raster.coding
    if raster.space in ("CMYK", "LAB"):
        return _converted_to_srgb(_within_range(raster))
    if profile and icc.is_linear(profile):
        return _from_linear(raster, icc.with_srgb_curve(profile))
    target = icc.of_gamut(coding.gamut) if coding and raster.space == "RGB" else None
    if coding and coding.transfer == LINEAR:
        return _from_linear(raster, target)
    if coding and coding.transfer in (PQ, HLG):
        return _from_hdr(raster, coding.transfer, target)
    raster = _within_range(raster)
    return _with_profile(raster, raster.array, target) if coding else raster


def _converted(profile: bytes | None, pixels: Pixels, target: bytes) -> Pixels:
    """Pixels from one profile (None: sRGB) to another, in bands on all cores."""
    if profile is None or icc.space(profile) not in ("RGB", "GRAY") or not icc.is_sound(profile):
        profile = icc.srgb()
    if profile == target or (target == icc.srgb() and icc.is_srgb(profile)):
        return pixels
    grey = icc.space(profile) == "GRAY"
    out = np.empty_like(pixels)

    def band(part: slice) -> None:
        source = pixels[part, :, :1] if grey else pixels[part]
        out[part] = icc.transform(source, profile, target)

    for_each(band, _parts(len(pixels)))
    return out.clip(0, 1) if out.dtype == np.float32 else out


def _parts(rows: int) -> list[slice]:
    """Return bands of rows: enough for every core, but few, as each band sets up the conversion again."""
    step = min(512, max(16, -(-rows // cores())))
    return [slice(top, top + step) for top in range(0, rows, step)]


def _round_into(pixels: Pixels, out: NDArray[Any], white: int) -> None:
    out[:] = pixels.clip(0, WHITE[pixels.dtype]) * np.float32(white / WHITE[pixels.dtype]) + np.float32(0.5)


def _without_nan(raster: Raster) -> Raster:
    """Return the raster with NaN and negative values replaced by 0."""
    if raster.array.dtype != np.float32:
        return raster

    def change(part: NDArray[Any]) -> NDArray[Any]:
        numbers: NDArray[Any] = np.maximum(np.nan_to_num(part, nan=0.0, posinf=1.0, neginf=0.0), 0)
        return numbers

    return replace(raster, array=mapped(raster.array, change, np.float32))


def _within_range(raster: Raster) -> Raster:
    """Return float pixels in [0, 1]: scaled if they are parts of 255 or 65535, else clipped, with a note."""
    top = float(raster.array.max(initial=0)) if raster.array.dtype == np.float32 else 0
    if top <= 1:
        return raster
    whole = top <= 65535 and not any((raster.array[part] % 1).any() for part in row_bands(len(raster.array)))
    white = next((white for white in (255.0, 65535.0) if whole and top <= white), None)
    note = f"Its brightest value, {top:.3g}, is above 1; all above 1 is clipped."
    if white:
        note = f"Its values are taken as parts of {white:g}."
    array = mapped(raster.array, lambda part: (part / np.float32(white or 1)).clip(0, 1), np.float32)
    return replace(raster, array=array, notes=(*raster.notes, note))


def _with_sound_profile(raster: Raster) -> Raster:
    """Return the raster without its profile if that is damaged or of a colour space unlike the picture's."""
    profile = raster.metadata.icc
    if profile is None:
        return raster
    fits = icc.space(profile) == raster.space or (raster.space == "GRAY" and icc.space(profile) == "RGB")
    if fits and icc.is_sound(profile):
        return raster
    why = "damaged" if fits else "made for another kind of picture"
    note = f"Its colour profile is {why} and left out."
    return replace(raster, metadata=replace(raster.metadata, icc=None), notes=(*raster.notes, note))


def _converted_to_srgb(raster: Raster) -> Raster:
    """CMYK and Lab as sRGB."""
    count = {"CMYK": 4, "LAB": 3}[raster.space]
    colours = raster.array[..., :count]
    profile = raster.metadata.icc or (icc.lab() if raster.space == "LAB" else None)
    if profile is not None:
        rgb = np.empty((*colours.shape[:2], 3), colours.dtype)
        for_each(
            lambda part: rgb.__setitem__(part, icc.transform(colours[part], profile, icc.srgb())),
            _parts(len(colours)),
        )
    else:
        white = WHITE[colours.dtype]

        def inked(part: NDArray[Any]) -> NDArray[Any]:
            left: NDArray[Any] = (white - part[..., :3]) * ((white - part[..., 3:]) / white)
            return left

        rgb = mapped(colours, inked, colours.dtype, 3)
    array = np.concatenate([rgb, raster.array[..., count:]], axis=2) if raster.alpha else rgb
    note = f"It is a {'Lab' if raster.space == 'LAB' else 'CMYK'} picture and was converted to sRGB."
    metadata = replace(raster.metadata, icc=None)
    return replace(raster, array=array, space="RGB", metadata=metadata, notes=(*raster.notes, note))


def _from_linear(raster: Raster, profile: bytes | None) -> Raster:
    """Linear light, encoded by the sRGB curve; integers become uint16."""
    if raster.space == "GRAY":
        profile = None
    if raster.array.dtype == np.float32:
        bright = raster.array[..., : raster.array.shape[2] - raster.alpha].max(initial=0) > 1
        array = _per_colour(raster, hdr.tone_map if bright else lambda light: light, hdr.encode)
    else:
        array = _per_colour(raster, hdr.encode, lambda light: light)
    note = "It holds linear light and was encoded for display, as the curves expect."
    return _with_profile(replace(raster, notes=(*raster.notes, note)), array, profile)


def _from_hdr(raster: Raster, transfer: int, profile: bytes | None) -> Raster:
    """PQ or HLG in the range of a display; integers become uint16."""
    if transfer == PQ:
        array = _per_colour(raster, hdr.from_pq, lambda light: hdr.encode(hdr.tone_map(light)))
    else:
        array = _per_colour(
            raster, hdr.from_hlg, lambda light: hdr.encode(hdr.tone_map(hdr.displayed(light)))
        )
    name = "PQ" if transfer == PQ else "HLG"
    note = f"It is an HDR photo ({name}) and was brought into the range of a display."
    return _with_profile(replace(raster, notes=(*raster.notes, note)), array, profile)


def _per_colour(raster: Raster, each: _Change, pixel: _Change) -> NDArray[Any]:
    """`each` value, by a table for integers, then each `pixel`, on all channels but alpha.

    Both take and give float32, white at 1. Integers become uint16.
    """
    source = raster.array
    count = source.shape[2] - raster.alpha
    whole = source.dtype != np.float32
    white = WHITE[source.dtype]
    out = np.empty(source.shape, np.uint16 if whole else np.float32)
    table = each(np.arange(white + 1, dtype=np.float32) / np.float32(white)) if whole else None

    def band(part: slice) -> None:
        colours = source[part, :, :count]
        values = pixel(each(colours) if table is None else table[colours])
        out[part, :, :count] = values * 65535 + np.float32(0.5) if whole else values
        if raster.alpha:
            out[part, :, count] = to_words(source[part, :, count]) if whole else source[part, :, count]

    for_each(band, [slice(top, top + 64) for top in range(0, len(source), 64)])
    return out


def _with_profile(raster: Raster, array: NDArray[Any], profile: bytes | None) -> Raster:
    return replace(raster, array=array, coding=None, metadata=replace(raster.metadata, icc=profile))
