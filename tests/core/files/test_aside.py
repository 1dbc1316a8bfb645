"""What LibRaw and libtiff print reaches nobody but as the one sentence about the file."""

import ctypes
import io
import os
import sys
from pathlib import Path

import numpy as np
import pytest
import tifffile
from PIL import Image

from dce_studio.core.errors import PhotoError
from dce_studio.core.files import aside, read_photo

glibc = pytest.mark.skipif(aside._streams() is None, reason="C's stderr is a variable on Linux with glibc")


def damaged_tiff(path: Path) -> None:
    """Subsampled colours, which libtiff decodes, with damaged LZW codes."""
    pixels = np.random.default_rng(0).integers(0, 255, (64, 64, 3), np.uint8)
    file = io.BytesIO()
    Image.fromarray(pixels).convert("YCbCr").save(file, "TIFF", compression="tiff_lzw")
    data = bytearray(file.getvalue())
    for at in range(len(data) // 3, len(data) // 2):
        data[at] ^= 0x55
    path.write_bytes(data)


def dng() -> bytes:
    """A raw file that LibRaw develops."""
    mosaic = np.random.default_rng(0).integers(0, 4000, (128, 128)).astype(np.uint16)
    tags = [
        (50706, 1, 4, b"\1\4\0\0", True), (33421, 3, 2, (2, 2), True), (33422, 1, 4, b"\0\1\1\2", True),
        (50708, 2, 0, "Camera of a test", True), (50714, 3, 1, 0, True), (50717, 3, 1, 4095, True),
    ]  # fmt: skip
    file = io.BytesIO()
    tifffile.imwrite(file, mosaic, photometric=32803, extratags=tags, metadata=None)
    return file.getvalue()


@glibc
def test_a_damaged_tiff_is_a_note_and_nothing_is_printed(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    damaged_tiff(tmp_path / "a.tif")
    photo = read_photo(tmp_path / "a.tif")
    assert capfd.readouterr() == ("", "")
    assert photo.notes == (aside.DAMAGED,)


@glibc
def test_a_cut_raw_file_is_one_sentence_and_nothing_is_printed(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    whole, cut = tmp_path / "whole.dng", tmp_path / "cut.dng"
    whole.write_bytes(dng())
    cut.write_bytes(dng()[:20_000])
    assert read_photo(whole).notes == ()
    with pytest.raises(PhotoError, match=r"cut\.dng cannot be read as RAW[^\n']*$"):
        read_photo(cut)
    assert capfd.readouterr() == ("", "")


@glibc
def test_what_others_print_is_passed_on(capfd: pytest.CaptureFixture[str]) -> None:
    libc = ctypes.CDLL(None)
    stream = ctypes.c_void_p.in_dll(libc, "stderr")
    libc.fputs.argtypes = (ctypes.c_char_p, ctypes.c_void_p)
    before = stream.value
    with pytest.raises(KeyError), aside.listening() as said:
        libc.fputs(b"unknown file: data corrupted at 1157\n", stream)
        libc.fputs(b"a thing of mine\n", stream)
        os.write(2, b"mine\n")
        print("mine too", file=sys.__stderr__, flush=True)
        raise KeyError
    assert said == ["unknown file: data corrupted at 1157"] and stream.value == before
    assert "a thing of mine\n" in capfd.readouterr().err
    with aside.listening() as said:
        pass
    assert said == []
