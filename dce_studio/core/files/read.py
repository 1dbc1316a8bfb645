"""Opening a photo: what it is → its decoder → upright pixels in a display-referred encoding.

Everything that can go wrong with a file becomes one PhotoError; decoders raise what they like.
"""

import logging
import math
from dataclasses import replace
from importlib import import_module
from pathlib import Path

import numpy as np

from dce_studio.core.errors import CancelledError, PhotoError
from dce_studio.core.files import limits
from dce_studio.core.files.colour import convert
from dce_studio.core.files.kinds import kind_of
from dce_studio.core.files.metadata import exif, orient
from dce_studio.core.files.raster import Decoder, DecodeRequest, Raster
from dce_studio.core.geometry import Box, Size, fit
from dce_studio.core.photo import Metadata, Photo, Pixels
from dce_studio.core.render import kernels
from dce_studio.core.render.rendering import bands, reduced

_log = logging.getLogger(__name__)

DECODERS = {
    "JPEG": ("pillow", "jpeg"),
    "PNG": ("png",),
    "WEBP": ("pillow",),
    "GIF": ("pillow",),
    "BMP": ("pillow",),
    "PNM": ("pillow",),
    "TIFF": ("tiff", "raw"),
    "RAW": ("raw", "tiff"),
    "HEIF": ("heif", "pillow"),
    "AVIF": ("avif", "pillow"),
    "JXL": ("jxl",),
    "JP2": ("jp2", "pillow"),
}
"""For each kind the decoders to try, in order: modules of `decode`."""


_INSIDE = "It could not be developed as a raw file; the picture inside it is opened."


def read_photo(path: str | Path, megapixels: float | None = None) -> Photo:
    """The photo of a file, at its full size and depth, upright, with what the file says about it.

    megapixels: the largest photo that is read, None for the limit of `limits`. Linear and HDR-encoded photos
    come in a display-referred encoding, and a note says so. Raises PhotoError.
    """
    path = Path(path)
    stamp = _stamp(path)  # before it is read, so that a file replaced meanwhile counts as another
    return replace(_to_photo(path, _decode(path, megapixels)), stamp=stamp)


def read_preview(path: str | Path, long_edge: int, megapixels: float | None = None) -> Photo:
    """The photo, fast, with its long edge reduced to about `long_edge` pixels (never larger). PhotoError."""
    return preview_of(path, long_edge, megapixels)[0]


def preview_of(path: str | Path, long_edge: int, megapixels: float | None = None) -> tuple[Photo, Size]:
    """Return what `read_preview` does, and the size of the whole photo. Raises PhotoError."""
    path, sizes = Path(path), list[Size]()
    photo = _to_photo(path, _decode(path, megapixels, long_edge, sizes))
    return smaller(photo, long_edge), _lying_as(photo.size, sizes[-1] if sizes else photo.size)


def smaller(photo: Photo, long_edge: int) -> Photo:
    """The photo averaged to a long edge of `long_edge` pixels; itself where it is no larger."""
    size = fit(photo.size, long_edge)
    if size == photo.size:
        return photo
    alpha = None if photo.alpha is None else _reduced_alpha(photo.alpha, size)
    return replace(photo, pixels=reduced(photo, Box.whole(photo.size), size), alpha=alpha)


def _lying_as(upright: Size, stored: Size) -> Size:
    """The stored size as it is upright: with width and height exchanged where that is nearer in shape."""
    turned, shape = Size(stored.height, stored.width), upright.width / upright.height
    return min(stored, turned, key=lambda size: abs(math.log(size.width / size.height / shape)))


def thumbnail(path: str | Path, long_edge: int, megapixels: float | None = None) -> Photo:
    """A small picture for the screen, as `on_grey` makes it. PhotoError."""
    return on_grey(read_preview(path, long_edge, megapixels))


def on_grey(photo: Photo) -> Photo:
    """The photo for the screen: uint8 sRGB, what is transparent in grey, no metadata."""
    pixels = convert.display_pixels(photo, photo.pixels)
    if photo.alpha is not None:
        part = convert.to_bytes(photo.alpha)[..., None] / np.float32(255)
        pixels = (pixels * part + 128 * (1 - part) + np.float32(0.5)).astype(np.uint8)
    return Photo(photo.path, pixels, grey=photo.grey)


def _decode(
    path: Path, megapixels: float | None, long_edge: int | None = None, sizes: list[Size] | None = None
) -> Raster:
    """Decode the file with the first decoder that can. Turns every failure into a PhotoError.

    sizes: the stored size of the whole photo is put there, as each decoder finds it.
    """
    if path.exists() and not path.is_file():
        raise PhotoError(f"{path} is no file: choose a photo.")
    try:
        with path.open("rb") as file:
            head = file.read(256)
    except OSError as error:
        raise PhotoError(f"{path} cannot be opened: {_reason(error, path)}.") from error
    if not head:
        raise PhotoError(f"{path} is empty: copy it again from where it came.")
    kind = kind_of(head, path.suffix)
    if not kind:
        raise PhotoError(
            f"{path} is not a photo of a known format: save it as JPEG, PNG or TIFF, and open that."
        )

    def check(size: Size) -> None:
        if sizes is not None:
            sizes.append(size)
        limits.check(path, size, megapixels)

    request = DecodeRequest(path, head, check, long_edge)
    failures: list[Exception] = []
    for name in DECODERS[kind]:
        try:
            raster = _decoder(name)(request)
            limits.check(path, Size(raster.array.shape[1], raster.array.shape[0]), megapixels, ahead=False)
        except (PhotoError, CancelledError):
            raise
        except MemoryError as error:
            raise PhotoError(
                f"{path} does not fit into the memory that is free: close other programs."
            ) from error
        except Exception as error:  # noqa: BLE001  # codecs raise anything for damaged files
            _log.info("%s: %s failed", path, name, exc_info=True)
            failures.append(error)
            continue
        return replace(raster, notes=(*raster.notes, _INSIDE)) if kind == "RAW" and failures else raster
    raise PhotoError(
        f"{path} cannot be read as {kind}: it is damaged, incomplete or of a rare kind "
        f"({_reason(failures[0], path)})."
    ) from failures[0]


def _stamp(path: Path) -> tuple[int, int]:
    try:
        found = path.stat()
    except (OSError, ValueError):  # the full reader reports the reason
        return 0, 0
    return found.st_size, found.st_mtime_ns


def _decoder(name: str) -> Decoder:
    decode: Decoder = import_module(f"dce_studio.core.files.decode.{name}").decode
    return decode


def _reason(error: BaseException, path: Path) -> str:
    """A decoder's own words, on one line, without the full stop and the path, which is told already."""
    text = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    if error.args and isinstance(error.args[0], bytes):  # LibRaw's
        text = error.args[0].decode("utf-8", "replace")
    text = text.replace(f" {str(path)!r}", "")
    return " ".join((text or type(error).__name__).split()).rstrip(".")[:160]


def _to_photo(path: Path, raster: Raster) -> Photo:
    metadata, orientation = _upright(raster)
    raster = convert.working(replace(raster, metadata=metadata))
    array = orient.apply(raster.array, orientation)
    grey = raster.space == "GRAY"
    count = 1 if grey else 3
    pixels = array[..., :count]
    pixels = np.repeat(pixels, 3, axis=2) if grey else np.ascontiguousarray(pixels)
    alpha = np.ascontiguousarray(array[..., count]) if raster.alpha else None
    return Photo(path, pixels, alpha, grey, raster.metadata, raster.notes)


def _upright(raster: Raster) -> tuple[Metadata, int]:
    """Return the metadata with every orientation reset to 1, and the orientation to apply."""
    metadata = raster.metadata
    orientation = raster.orientation or exif.orientation(metadata.exif) or orient.of_xmp(metadata.xmp) or 1
    try:
        plain = exif.upright(metadata.exif) if metadata.exif else None
    except ValueError:
        plain = None  # damaged EXIF is not carried on
    xmp = orient.upright_xmp(metadata.xmp) if metadata.xmp else None
    return replace(metadata, exif=plain, xmp=xmp), orientation


def _reduced_alpha(alpha: Pixels, size: Size) -> Pixels:
    out = np.empty((size.height, size.width, 3), np.float32)
    source = np.repeat(alpha[..., None], 3, axis=2)
    for start, stop in bands(size.height):
        kernels.reduce_area(source, 0, 0, alpha.shape[1], alpha.shape[0], out[start:stop], start, size.height)
    plane = out[..., 0]
    return plane if alpha.dtype == np.float32 else (plane + 0.5).astype(alpha.dtype)
