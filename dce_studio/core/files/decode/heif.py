"""HEIC and HEIF by libheif (pi-heif: decoders alone, LGPL), 10 and 12 bits kept as 16."""

from pathlib import Path

import numpy as np
import pi_heif

from dce_studio.core.files.metadata import exif
from dce_studio.core.files.raster import DecodeRequest, Primaries, Raster
from dce_studio.core.geometry import Size
from dce_studio.core.photo import Metadata

_SPACES = {"L": "GRAY", "LA": "GRAY", "RGB": "RGB", "RGBA": "RGB"}


def decode(request: DecodeRequest) -> Raster:
    """The primary picture; libheif turns it upright."""
    file = pi_heif.open_heif(request.path, convert_hdr_to_8bit=False)
    image = file[file.primary_index]
    request.check(Size(*image.size))
    mode = image.mode.partition(";")[0]
    array = np.asarray(image)
    array = array.reshape(*array.shape[:2], -1)
    info = image.info
    nclx = info.get("nclx_profile") or {}
    coding = Primaries(nclx["color_primaries"], nclx["transfer_characteristics"]) if nclx else None
    count = len(file)
    return Raster(
        array.copy(),
        _SPACES[mode.replace("a", "A")],
        mode[-1:] in "Aa",
        orientation=1,
        metadata=Metadata(
            "HEIF", info.get("icc_profile") or None, exif.bare(info.get("exif")), info.get("xmp") or None
        ),
        coding=None if info.get("icc_profile") else coding,
        notes=(f"The file holds {count} pictures; the main one is opened.",) if count > 1 else (),
    )


def packets(path: Path) -> tuple[bytes | None, bytes | None]:
    """The EXIF and XMP of a HEIF or AVIF, with nothing decoded."""
    file = pi_heif.open_heif(path)
    info = file[file.primary_index].info
    return exif.bare(info.get("exif")), info.get("xmp") or None
