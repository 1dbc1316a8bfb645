"""Linear light and HDR encodings → the range and encoding of a display, on float32 arrays.

Sources: sRGB IEC 61966-2-1; PQ SMPTE ST 2084; HLG and its system gamma ITU-R BT.2100-2, table 5; the
white of 203 cd/m² ITU-R BT.2408, table 1.
"""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Light = NDArray[np.float32]

WHITE_NITS = 203.0
_PEAK_NITS = 1000.0
_STEPS = 1 << 17  # entries of the table of the sRGB curve
_KNEE = 0.6  # light up to here is kept as it is; above, it rolls off towards 1
_LUMA_2020 = np.array([0.2627, 0.6780, 0.0593], np.float32)


def encode(light: Light) -> Light:
    """Linear light, clipped to [0, 1], by the sRGB curve, in [0, 1], to 1/65535."""
    index = np.sqrt(light.clip(0, 1)) * np.float32(_STEPS)
    out: Light = _encoded()[(index + np.float32(0.5)).astype(np.int32)]
    return out


@lru_cache(maxsize=1)
def _encoded() -> Light:
    """The sRGB curve over the square root of the light: even steps in what it gives."""
    light = np.linspace(0, 1, _STEPS + 1) ** 2
    return np.where(light <= 0.0031308, light * 12.92, 1.055 * light ** (1 / 2.4) - 0.055).astype(np.float32)


def from_pq(values: Light) -> Light:
    """PQ code values in [0, 1] → light, 1 at 203 cd/m²."""
    m1, m2, c1, c2, c3 = 2610 / 16384, 2523 / 32, 3424 / 4096, 2413 / 128, 2392 / 128
    power = values.clip(0, 1) ** np.float32(1 / m2)
    light = (np.maximum(power - c1, 0) / (c2 - c3 * power)) ** np.float32(1 / m1)
    out: Light = (light * np.float32(10000 / WHITE_NITS)).astype(np.float32)
    return out


def from_hlg(values: Light) -> Light:
    """HLG code values in [0, 1] → light of the scene in [0, 1]."""
    a, b, c = 0.17883277, 0.28466892, 0.55991073
    scene: Light = np.where(values <= 0.5, values**2 / 3, (np.exp((values - c) / a) + b) / 12).astype(
        np.float32
    )
    return scene


def displayed(scene: Light) -> Light:
    """Light of a scene (h, w, 1 or 3) → of a 1000 cd/m² display, 1 at 203 cd/m²: the system gamma of 1.2."""
    luma = scene @ _LUMA_2020 if scene.shape[-1] == 3 else scene[..., 0]
    gain = np.maximum(luma, 1e-6)[..., None] ** np.float32(0.2) * np.float32(_PEAK_NITS / WHITE_NITS)
    out: Light = (scene * gain).astype(np.float32)
    return out


def tone_map(light: Light) -> Light:
    """Light above the knee rolled off so that none exceeds 1; the ratios of R, G and B are kept."""
    peak = light.max(axis=-1, keepdims=True)
    over = np.maximum(peak - _KNEE, 0) / (1 - _KNEE)
    mapped = np.minimum(peak, _KNEE) + (1 - _KNEE) * over / (1 + over)
    out: Light = (light * (mapped / np.maximum(peak, 1e-6))).astype(np.float32)
    return out
