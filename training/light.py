"""Linear light to train on: Radiance .hdr, OpenEXR and camera raw files, and views rendered from them.

A file of light holds far more than one exposure: from it the trainer makes the dark photo that a camera would
have taken, and the fusion over the whole range that it is to come back to. What is twice as wide as high is
taken as a whole sphere (equirectangular), of which views are rendered in any direction.
"""

import math
from pathlib import Path

import imagecodecs
import numpy as np
import rawpy
from numpy.typing import NDArray

from dce_studio.core.errors import PhotoError
from dce_studio.core.files.kinds import RAW_SUFFIXES
from dce_studio.training.augment import Floats

Logarithm = NDArray[np.float16]

SUFFIXES = (".hdr", ".exr")
"""Suffixes, beside those of raw files, of what is read as light."""

SPHERE = 1024
"""Long edge in pixels at which a whole sphere is kept: a view of 60° is about 170 px wide then."""

KEY = 0.07
"""The geometric mean of the light that a well-exposed view has: a typical photo's."""

_LEAST = 1e-6
_PITCH = math.radians(-20), math.radians(25)
_FIELD = math.radians(50), math.radians(95)  # of view, across


def is_light(path: Path) -> bool:
    """Whether a file is read as light, by its suffix."""
    return path.suffix.lower() in (*SUFFIXES, *RAW_SUFFIXES)


def is_sphere(light: Floats) -> bool:
    """Whether light (h, w, 3) is a whole sphere: twice as wide as high."""
    height, width = light.shape[:2]
    return bool(width == 2 * height)


def read_light(path: Path) -> Floats:
    """Linear light (h, w, 3) float32 ≥ 0, exposure arbitrary. Raises PhotoError with what to do."""
    try:
        light = _decoded(path)
    except (OSError, ValueError, RuntimeError, rawpy.LibRawError) as error:
        raise PhotoError(f"{path} cannot be read as light (damaged or cut short): leave it out.") from error
    if light.ndim != 3 or light.shape[2] < 3 or min(light.shape[:2]) < 2:
        raise PhotoError(f"{path} holds no colour picture: leave it out.")
    clean: Floats = np.nan_to_num(light[..., :3].astype(np.float32), nan=0.0, posinf=0.0, neginf=0.0)
    return clean.clip(0)


def kept(light: Floats) -> Logarithm:
    """Light as the cache keeps it: its binary logarithm in float16, which holds 30 stops."""
    logarithm: Logarithm = np.log2(light + np.float32(_LEAST)).astype(np.float16)
    return logarithm


def unkept(logarithm: Logarithm) -> Floats:
    """What `kept` made, as light again."""
    light: Floats = np.exp2(logarithm.astype(np.float32))
    return light


def exposed_well(light: Floats) -> Floats:
    """Light (h, w, 3) scaled so that its geometric mean is KEY."""
    mean = np.exp(np.log(light.mean(2) + _LEAST).mean(dtype=np.float64))
    return light * np.float32(KEY / mean)


def view(sphere: Floats, size: tuple[int, int], rng: np.random.Generator) -> Floats:
    """A view of `size` (height, width) in a direction drawn at random, (h, w, 3), in linear perspective."""
    yaw, pitch = rng.uniform(0, 2 * math.pi), rng.uniform(*_PITCH)
    height, width = size
    focal = 0.5 * max(size) / math.tan(rng.uniform(*_FIELD) / 2)
    x, y = np.meshgrid(
        (np.arange(width) + 0.5 - width / 2) / focal, (height / 2 - np.arange(height) - 0.5) / focal
    )
    up, ahead = y * math.cos(pitch) + math.sin(pitch), math.cos(pitch) - y * math.sin(pitch)
    longitude = np.arctan2(x, ahead) + yaw
    latitude = np.arctan2(up, np.hypot(x, ahead))
    return _sampled(sphere, longitude / (2 * math.pi) % 1, 0.5 - latitude / math.pi)


def _sampled(sphere: Floats, across: np.ndarray, down: np.ndarray) -> Floats:
    """The sphere (H, W, 3) at places in [0, 1], bilinear; it is closed across."""
    height, width = sphere.shape[:2]
    u, v = across * width - 0.5, (down * height - 0.5).clip(0, height - 1)
    left, top = np.floor(u).astype(int), np.floor(v).astype(int)
    part_x, part_y = (u - left)[..., None], (v - top)[..., None]
    columns, rows = (left % width, (left + 1) % width), (top, np.minimum(top + 1, height - 1))
    above, below = (sphere[row, columns[0]] * (1 - part_x) + sphere[row, columns[1]] * part_x for row in rows)
    mixed: Floats = (above * (1 - part_y) + below * part_y).astype(np.float32)
    return mixed


def _decoded(path: Path) -> np.ndarray:
    suffix = path.suffix.lower()
    if suffix == ".hdr":
        return np.asarray(imagecodecs.rgbe_decode(path.read_bytes()))
    if suffix == ".exr":
        return _exr(path)
    with path.open("rb") as file, rawpy.imread(file) as raw:
        array = raw.postprocess(
            use_camera_wb=True, output_bps=16, no_auto_bright=True, gamma=(1, 1), half_size=True,
            output_color=rawpy.ColorSpace.sRGB,
        )  # fmt: skip
    return np.asarray(array).astype(np.float32) / 65535


def _exr(path: Path) -> np.ndarray:
    try:
        import OpenEXR
    except ImportError as error:
        raise PhotoError(
            f"{path} is an OpenEXR file: install what reads it with pip install 'dce-studio[exr]', "
            "or leave it out."
        ) from error
    with OpenEXR.File(str(path)) as file:
        channels = file.channels()
        if "RGB" in channels or "RGBA" in channels:
            return np.asarray(channels["RGB" if "RGB" in channels else "RGBA"].pixels)
        return np.stack([np.asarray(channels[name].pixels) for name in "RGB"], -1)
