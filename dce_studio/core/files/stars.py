"""A photo's rating in the XMP sidecar beside it: read as others leave it, changed with all else left whole.

`photo.jpg.xmp` is what darktable and digiKam read and write, `photo.xmp` what Lightroom, Capture One and
others do. Both are read, the first before the second, and both are changed where they are there, so that all
programs see the same; a new one is `photo.jpg.xmp`, which cannot be meant for a raw file of the same name. In
such a pair, `photo.xmp` is the raw file's alone.
"""

from pathlib import Path

from dce_studio.core.atomic import write_bytes
from dce_studio.core.errors import StudioError
from dce_studio.core.files.kinds import RAW_SUFFIXES
from dce_studio.core.files.metadata.rating import LARGEST, new_packet, rating_of, with_rating
from dce_studio.core.incoming import read_bytes

SUFFIX = ".xmp"


class RatingError(StudioError):
    """A sidecar whose rating cannot be read or written."""


def sidecars(photo: Path) -> list[Path]:
    """The XMP sidecars that a photo has, the one read first at the beginning."""
    own, shared = _own(photo), photo.with_suffix(SUFFIX)
    found = [own] if own.exists() else []
    return [*found, shared] if shared.exists() and not _is_anothers(photo) else found


def read(photo: Path) -> int | None:
    """0 … 5, None where no sidecar says anything of it. Raises RatingError."""
    for path in sidecars(photo):
        try:
            found = rating_of(read_bytes(path, LARGEST))
        except (OSError, ValueError) as error:
            raise RatingError(f"{path} cannot be read: {_reason(error)}.") from error
        if found is not None:
            return found
    return None


def write(photo: Path, rating: int) -> None:
    """Put a rating into the sidecars that are there, or a new one; atomic. Raises RatingError.

    One that cannot be read is never written over.
    """
    for path in sidecars(photo) or [_own(photo)]:
        try:
            before = read_bytes(path, LARGEST) if path.exists() else b""
            after = with_rating(before, rating) if before else new_packet(rating)
            if after != before:
                write_bytes(path, after)
        except (OSError, ValueError) as error:
            reason = f"the rating could not be put into {path}: {_reason(error)}."
            raise RatingError(reason[:1].upper() + reason[1:]) from error


def _own(photo: Path) -> Path:
    return photo.with_name(photo.name + SUFFIX)


def _is_anothers(photo: Path) -> bool:
    """Whether a raw file of the same name lies beside a photo that is none."""
    if photo.suffix.lower() in RAW_SUFFIXES:
        return False
    return any(photo.with_suffix(way).exists() for raw in RAW_SUFFIXES for way in (raw, raw.upper()))


def _reason(error: OSError | ValueError) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error)
