"""Saving a photo: its size, depth, profile and metadata kept, the file whole or not there at all."""

import io
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO, NamedTuple

import numpy as np
from PIL import Image

from dce_studio.core.atomic import atomic_file
from dce_studio.core.errors import ExistsError, PhotoError
from dce_studio.core.files.colour import convert, icc
from dce_studio.core.files.encode import avif, jxl, png, tiff
from dce_studio.core.files.formats import FORMATS, format_of
from dce_studio.core.files.metadata import exif, orient, xmp
from dce_studio.core.photo import Metadata, Photo, Pixels
from dce_studio.version import __version__

SOFTWARE = f"DCE Studio {__version__}"

STRIP = ("none", "gps", "all")
SUBSAMPLING = ("4:4:4", "4:2:2", "4:2:0")
_MARKER_LIMIT = 65533 - 6  # bytes of EXIF in a JPEG segment
_XMP_LIMIT = 65533 - 29
_ERRORS = (OSError, ValueError, RuntimeError, MemoryError, OverflowError)  # what encoders raise


@dataclass(frozen=True)
class WriteOptions:
    """How a photo is saved.

    format: one of FORMATS; "" goes by the target's suffix.
    quality: 1..100 for jpg, webp, jxl and avif; 100 loses nothing in webp and jxl. subsampling: of a
        JPEG's colours, one of SUBSAMPLING.
    bits: 8 or 16 a channel; None keeps the photo's, where the format can.
    dither: whether noise of half a level goes in when 16 bits become 8, so that lifted shadows do not band.
    strip: "none", "gps" (the position alone) or "all" metadata; the colour profile always stays.
    compression: 0..9 for png and tiff: 0 fast and large, 9 slow and small.
    Raises ValueError for any other value.
    """

    format: str = ""
    quality: int = 95
    subsampling: str = "4:4:4"
    bits: int | None = None
    dither: bool = True
    strip: str = "none"
    compression: int = 4

    def __post_init__(self) -> None:
        good = {
            "format": self.format in ("", *FORMATS),
            "quality": 1 <= self.quality <= 100,
            "subsampling": self.subsampling in SUBSAMPLING,
            "bits": self.bits in (None, 8, 16),
            "strip": self.strip in STRIP,
            "compression": 0 <= self.compression <= 9,
        }
        wrong = next((name for name, is_good in good.items() if not is_good), None)
        if wrong:
            limits = {"quality": ": 1 to 100 can be", "compression": ": 0 to 9 can be"}.get(wrong, "")
            raise ValueError(f"there is no {wrong} {getattr(self, wrong)!r}{limits}")


class EncodeRequest(NamedTuple):
    """What an encoder gets: (H, W, C) samples with C = 1..4, their metadata, the options."""

    samples: Pixels
    metadata: Metadata
    options: WriteOptions


def write_photo(
    photo: Photo,
    path: str | Path,
    options: WriteOptions | None = None,
    *,
    overwrite: bool = False,
    onto_original: bool = False,
) -> tuple[str, ...]:
    """Save `photo` (its pixels as they are) to `path`, atomically; notes on what the format could not hold.

    overwrite: whether a file that is there may be replaced; onto_original: even the photo's own file.
    Raises PhotoError: nothing was changed then.
    """
    path, options = Path(path), options or WriteOptions()
    notes: list[str] = []
    try:
        _refuse(photo, path, overwrite, onto_original)
        name = options.format or format_of(path)
        if not name:
            raise PhotoError(
                f"{path}: {path.suffix or 'no suffix'} is no format to save in; use {', '.join(FORMATS)}."
            )
        if name == "jxl":
            photo = _in_srgb(photo, notes)
        samples = _samples(photo, options, name, notes)
        metadata = _metadata(photo, options, name, notes)
        with atomic_file(path) as file:
            ENCODERS[name](file, EncodeRequest(samples, metadata, options))
    except _ERRORS as error:
        reason = (
            error.strerror
            if isinstance(error, OSError) and error.strerror
            else str(error) or "no memory left"
        )
        raise PhotoError(f"{path} could not be saved ({reason}); nothing was changed.") from error
    return tuple(notes)


def encoded_length(photo: Photo, options: WriteOptions, metadata: bool = True) -> int:
    """The bytes of the file that `write_photo` would write in the options' format, with metadata or not."""
    name, notes, file = options.format, list[str](), io.BytesIO()
    if name == "jxl":
        photo = _in_srgb(photo, notes)
    said = _metadata(photo, options, name, notes) if metadata else Metadata()
    ENCODERS[name](file, EncodeRequest(_samples(photo, options, name, notes), said, options))
    return len(file.getvalue())


def _refuse(photo: Photo, path: Path, overwrite: bool, onto_original: bool) -> None:
    if not path.parent.is_dir():
        raise PhotoError(f"{path} could not be saved: the folder {path.parent} does not exist.")
    if path.is_dir():
        raise PhotoError(f"{path} is a folder: give the name of a file.")
    if not path.exists():
        return
    same = photo.path.exists() and photo.path.samefile(path)
    if same and not onto_original:
        raise PhotoError(f"{path} is the original, which is never written to: choose another name.")
    if not same and not overwrite:
        raise ExistsError(path)


def _in_srgb(photo: Photo, notes: list[str]) -> Photo:
    """In sRGB, without a profile: all that the encoder of JPEG XL takes."""
    profile = photo.metadata.icc
    if profile is None or photo.grey:
        return photo
    if icc.is_srgb(profile):
        return replace(photo, metadata=replace(photo.metadata, icc=None))
    notes.append("A JPEG XL is written in sRGB: its colours were converted.")
    pixels = convert.to_srgb(photo, photo.pixels)
    return replace(photo, pixels=pixels, metadata=replace(photo.metadata, icc=None))


def _samples(photo: Photo, options: WriteOptions, name: str, notes: list[str]) -> Pixels:
    """(H, W, C) in the depth that is written: grey or RGB, with alpha where the format has it."""
    deep = FORMATS[name].deep and (options.bits or (8 if photo.pixels.dtype == np.uint8 else 16)) == 16
    if options.bits == 16 and not deep:
        notes.append(f"{name} holds 8 bits a channel.")
    if deep and name == "avif":
        notes.append(f"An AVIF holds {avif.BITS} bits a channel.")

    def cast(pixels: Pixels, dither: bool) -> Pixels:
        if deep:
            return convert.to_words(pixels)
        return convert.dithered(pixels) if dither else convert.to_bytes(pixels)

    pixels = cast(photo.pixels, options.dither)
    if photo.grey and name != "webp":
        pixels = _grey(pixels)
    if photo.alpha is None:
        return pixels
    alpha = cast(photo.alpha, False)[..., None]
    if name == "jpg":
        notes.append("A JPEG has no transparency: the photo stands on white.")
        return _on_white(pixels, alpha)
    return np.concatenate([pixels, alpha], axis=2)


def _grey(pixels: Pixels) -> Pixels:
    """Return one channel of three: the first if all are equal, else their mean."""
    if np.array_equal(pixels[..., 0], pixels[..., 1]) and np.array_equal(pixels[..., 0], pixels[..., 2]):
        return pixels[..., :1]
    mean: Pixels = ((pixels.sum(axis=2, dtype=np.uint32, keepdims=True) + 1) // 3).astype(pixels.dtype)
    return mean


def _on_white(pixels: Pixels, alpha: Pixels) -> Pixels:
    part = alpha.astype(np.float32) / 255
    return (pixels * part + (255 * (1 - part) + 0.5)).astype(np.uint8)


def _metadata(photo: Photo, options: WriteOptions, name: str, notes: list[str]) -> Metadata:
    """What is embedded; `exif` without the "Exif\\0\\0"."""
    old = photo.metadata
    if options.strip == "all":
        return Metadata(icc=old.icc)
    gps = options.strip == "none"
    new = exif.for_export(old.exif, SOFTWARE, gps, photo.size)
    packet = old.xmp and orient.upright_xmp(old.xmp if gps else xmp.without_gps(old.xmp))
    if name == "jpg" and len(new) > _MARKER_LIMIT:
        notes.append("Its EXIF is too long for a JPEG and was left out.")
        new = exif.for_export(None, SOFTWARE)
    if name == "jpg" and packet and len(packet) > _XMP_LIMIT:
        notes.append("Its XMP is too long for a JPEG and was left out.")
        packet = None
    return replace(old, exif=new, xmp=packet)


def _jpeg(file: BinaryIO, image: EncodeRequest) -> None:
    extra = _pillow_extras(image.metadata, b"Exif\0\0")
    _pillow(image.samples).save(
        file,
        "JPEG",
        quality=image.options.quality,
        subsampling=image.options.subsampling,
        optimize=False,
        **extra,
    )


def _webp(file: BinaryIO, image: EncodeRequest) -> None:
    lossless = image.options.quality == 100
    extra = _pillow_extras(image.metadata)
    extra.pop("dpi", None)
    _pillow(image.samples).save(
        file, "WEBP", quality=image.options.quality, lossless=lossless, method=4, exact=True, **extra
    )


def _avif(file: BinaryIO, image: EncodeRequest) -> None:
    extra = _pillow_extras(image.metadata)
    extra.pop("dpi", None)
    quality, deep = image.options.quality, image.samples.dtype == np.uint16
    subsampling = image.options.subsampling if image.samples.shape[2] > 2 else "4:0:0"
    plain = np.zeros((avif.TINY, avif.TINY, image.samples.shape[2]), np.uint8) if deep else image.samples
    buffer = io.BytesIO()
    _pillow(plain).save(buffer, "AVIF", quality=quality, subsampling=subsampling, **extra)
    if deep:
        avif.write(file, image.samples, buffer.getvalue(), quality, subsampling)
    else:
        file.write(buffer.getbuffer())


def _pillow(samples: Pixels) -> Image.Image:
    mode = {1: "L", 2: "LA", 3: "RGB", 4: "RGBA"}[samples.shape[2]]
    plain = np.ascontiguousarray(samples)
    return Image.frombuffer(mode, plain.shape[1::-1], plain, "raw", mode, 0, 1)


def _pillow_extras(metadata: Metadata, prefix: bytes = b"") -> dict[str, object]:
    """The arguments of Image.save that embed metadata."""
    extra: dict[str, object] = {}
    if metadata.icc:
        extra["icc_profile"] = metadata.icc
    if metadata.exif:
        extra["exif"] = prefix + metadata.exif
    if metadata.xmp:
        extra["xmp"] = metadata.xmp
    if metadata.dpi:
        extra["dpi"] = metadata.dpi
    return extra


def _png(file: BinaryIO, image: EncodeRequest) -> None:
    png.write(file, image.samples, image.metadata, image.options.compression)


def _tiff(file: BinaryIO, image: EncodeRequest) -> None:
    tiff.write(file, image.samples, image.metadata, image.options.compression)


def _jxl(file: BinaryIO, image: EncodeRequest) -> None:
    jxl.write(file, image.samples, image.metadata, image.options.quality)


ENCODERS: dict[str, Callable[[BinaryIO, EncodeRequest], None]] = {
    "jpg": _jpeg, "png": _png, "webp": _webp, "tiff": _tiff, "jxl": _jxl, "avif": _avif,
}  # fmt: skip
