"""How far a picture is from its reference. Pictures are (H, W, 3) float32 in [0, 1]."""

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.float32]

_CEILING = 100.0  # dB, of two equal pictures


@dataclass(frozen=True)
class Figures:
    """psnr and matched (after matching the mean) in dB; ssim in [−1, 1]; mae in levels of 255."""

    psnr: float
    matched: float
    ssim: float
    mae: float


def psnr(picture: Picture, reference: Picture) -> float:
    """Peak signal to noise ratio in dB, at most 100."""
    error = float(np.square(picture - reference, dtype=np.float64).mean())
    return min(_CEILING, -10 * float(np.log10(error))) if error > 0 else _CEILING


def matched(picture: Picture, reference: Picture) -> Picture:
    """The picture scaled to the reference's mean, and clipped: what is left apart from global brightness."""
    scale = reference.mean(dtype=np.float64) / max(picture.mean(dtype=np.float64), 1e-6)
    return (picture * np.float32(scale)).clip(0, 1)


def ssim(picture: Picture, reference: Picture) -> float:
    """Structural similarity, the mean over the channels (Wang et al. 2004, scikit-image's 7 × 7)."""
    from skimage.metrics import structural_similarity

    if min(picture.shape[:2]) < 3:  # too small for any window
        picture, reference = (np.pad(p, ((1, 1), (1, 1), (0, 0)), "edge") for p in (picture, reference))
    side = min(7, *picture.shape[:2])
    window = side if side % 2 else side - 1
    return float(structural_similarity(picture, reference, channel_axis=2, data_range=1.0, win_size=window))


def measure(picture: Picture, reference: Picture) -> Figures:
    """All figures; raises ValueError for pictures of different sizes."""
    if picture.shape != reference.shape:
        raise ValueError(f"sizes differ: {picture.shape} and {reference.shape}")
    return Figures(
        psnr(picture, reference),
        psnr(matched(picture, reference), reference),
        ssim(picture, reference),
        float(np.abs(picture - reference).mean(dtype=np.float64) * 255),
    )


def mean(figures: list[Figures]) -> Figures:
    """The mean of each figure; `figures` must not be empty."""
    return Figures(*(float(np.mean([getattr(f, field.name) for f in figures])) for field in fields(Figures)))
