"""The network sees sRGB, whatever profile the photo has."""

from dataclasses import replace
from pathlib import Path

import imagecodecs
import numpy as np

from dce_studio.core.engine.source import network_input
from dce_studio.core.files.colour import convert, icc
from dce_studio.core.photo import Metadata, Photo

PIXELS = np.random.default_rng(1).integers(0, 255, (20, 30, 3), np.uint8)


def test_the_network_sees_srgb_and_the_photo_keeps_its_own_values() -> None:
    photo = Photo(Path("a.png"), PIXELS, metadata=Metadata(icc=icc.of_gamut(12)))
    seen = network_input(photo, photo.pixels)
    assert seen.dtype == np.float32 and np.array_equal(photo.pixels, PIXELS)
    expected = convert.display_pixels(photo, photo.pixels)
    assert np.abs(seen * 255 - expected).max() < 0.51
    plain = replace(photo, metadata=Metadata())
    assert np.array_equal(network_input(plain, PIXELS), PIXELS / np.float32(255))
    assert np.array_equal(
        network_input(replace(photo, metadata=Metadata(icc=icc.srgb())), PIXELS) * 255, PIXELS
    )


def test_depths_agree() -> None:
    photo = Photo(Path("a.png"), PIXELS, metadata=Metadata(icc=icc.of_gamut(9)))
    as_bytes = convert.to_srgb(photo, PIXELS) / 255
    words = convert.to_srgb(photo, convert.to_words(PIXELS)) / 65535
    floats = convert.to_srgb(photo, PIXELS / np.float32(255))
    assert floats.dtype == np.float32 and floats.min() >= 0 and floats.max() <= 1
    assert np.abs(words - floats).max() < 1e-3 and np.abs(as_bytes - floats).max() < 1.2 / 255


def test_a_screen_with_a_profile_of_its_own() -> None:
    photo = Photo(Path("a.png"), PIXELS, metadata=Metadata(icc=icc.of_gamut(12)))
    assert np.array_equal(convert.display_pixels(photo, PIXELS, icc.of_gamut(12)), PIXELS)


def test_grey_and_useless_profiles() -> None:
    grey = np.repeat(PIXELS[..., :1], 3, axis=2)
    curve = bytes(imagecodecs.cms_profile("gray", whitepoint=(0.3457, 0.3585, 1), gamma=1.8))
    photo = Photo(Path("a.png"), grey, grey=True, metadata=Metadata(icc=curve))
    seen = convert.to_srgb(photo, grey).astype(int)
    assert np.ptp(seen, axis=2).max() <= 1 and not np.array_equal(seen, grey)
    assert convert.to_srgb(replace(photo, metadata=Metadata(icc=b"no profile")), grey) is grey
