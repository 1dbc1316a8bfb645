"""How far a picture is from its reference. Pictures are (H, W, 3) float32 in [0, 1]."""

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

UnitPixels = NDArray[np.float32]

_CEILING = 100.0  # dB, of two equal pictures


@dataclass(frozen=True)
class Fidelity:
    """psnr and matched (after matching the mean) in dB; ssim in [−1, 1]; mae in levels of 255."""

    psnr: float
    matched: float
    ssim: float
    mae: float


def psnr(picture: UnitPixels, reference: UnitPixels) -> float:
    """Peak signal to noise ratio in dB, at most 100."""
    error = float(np.square(picture - reference, dtype=np.float64).mean())
    return min(_CEILING, -10 * float(np.log10(error))) if error > 0 else _CEILING


def matched(picture: UnitPixels, reference: UnitPixels) -> UnitPixels:
    """The picture scaled to the reference's mean, and clipped: what is left apart from global brightness."""
    scale = reference.mean(dtype=np.float64) / max(picture.mean(dtype=np.float64), 1e-6)
    return (picture * np.float32(scale)).clip(0, 1)


def ssim(picture: UnitPixels, reference: UnitPixels) -> float:
    """Structural similarity in [−1, 1], the mean over the channels (Wang et al. 2004).

    Over windows of 7 × 7 pixels of one weight that lie wholly inside, with the sample covariance, as
    scikit-image has it; pictures of fewer pixels have smaller windows.
    """
    if min(picture.shape[:2]) < 3:  # too small for any window
        picture, reference = (np.pad(p, ((1, 1), (1, 1), (0, 0)), "edge") for p in (picture, reference))
    side = min(7, *picture.shape[:2])
    window = side if side % 2 else side - 1
    return float(np.mean([_ssim(picture[..., c], reference[..., c], window) for c in range(3)]))


def _ssim(x: NDArray[np.floating], y: NDArray[np.floating], window: int) -> float:
    """The same of one channel (H, W), with odd `window` ≤ H, W."""
    x, y = x.astype(np.float64), y.astype(np.float64)
    mean_x, mean_y = _box(x, window), _box(y, window)
    sample = window**2 / (window**2 - 1)
    xx, yy = (sample * (_box(a * a, window) - m * m) for a, m in ((x, mean_x), (y, mean_y)))
    xy = sample * (_box(x * y, window) - mean_x * mean_y)
    first, second = 0.01**2, 0.03**2
    top = (2 * mean_x * mean_y + first) * (2 * xy + second)
    return float(np.mean(top / ((mean_x**2 + mean_y**2 + first) * (xx + yy + second))))


def _box(values: NDArray[np.floating], window: int) -> NDArray[np.floating]:
    """The mean of each whole window of values (H, W): (H − window + 1, W − window + 1)."""
    for _ in range(2):
        total = np.cumsum(np.pad(values, ((1, 0), (0, 0))), axis=0)
        values = (total[window:] - total[:-window]).T  # twice, so that both axes are summed over
    return values / window**2


def measure(picture: UnitPixels, reference: UnitPixels) -> Fidelity:
    """All figures; raises ValueError for pictures of different sizes."""
    if picture.shape != reference.shape:
        raise ValueError(f"sizes differ: {picture.shape} and {reference.shape}")
    return Fidelity(
        psnr(picture, reference),
        psnr(matched(picture, reference), reference),
        ssim(picture, reference),
        float(np.abs(picture - reference).mean(dtype=np.float64) * 255),
    )


def mean(figures: list[Fidelity]) -> Fidelity:
    """The mean of each figure; `figures` must not be empty."""
    return Fidelity(
        *(float(np.mean([getattr(f, field.name) for f in figures])) for field in fields(Fidelity))
    )
