"""Draw sample.jpg: a room at dusk, path-traced and then photographed with a noisy sensor.

    python resources/sample [--width 1600] [--samples 48] [-o resources/sample.jpg]

Light comes from the evening sky behind the window and from one lamp; everything else is bounced. The camera
underexposes it, counts electrons through a Bayer mosaic and writes a JPEG with EXIF and an sRGB profile.
Nothing here is anybody else's photo or code.
"""

from __future__ import annotations

import argparse
import math
from pathlib import Path

import numpy as np
from light import expose
from PIL import Image, ImageCms
from scene import build
from scipy.ndimage import convolve, gaussian_filter

EYE, LOOK = (0.2, 1.32, -0.5), (0.02, 0.98, 2.1)
FIELD = 52.0  # degrees across
LENS, FOCUS = 0.009, 2.05  # metres: half the aperture, distance in focus
EXPOSURE = 0.62  # sensor full scale per unit of radiance: about three stops under
FULL_WELL, READ_NOISE = 6500.0, 3.2  # electrons
BALANCE = np.array(
    [1.35, 1.0, 2.3]
)  # what the camera multiplies red, green, blue with: lamp light, half corrected
SIZE_LIMIT = 500_000


def camera(width: int, height: int, samples: int) -> np.ndarray:
    eye, forward = np.array(EYE), np.array(LOOK) - np.array(EYE)
    forward /= np.linalg.norm(forward)
    right = np.cross([0, 1, 0], forward)
    right /= np.linalg.norm(right)
    half = math.tan(math.radians(FIELD / 2))
    axes = np.stack([right * half, np.cross(forward, right) * half, forward])
    return expose(*build().arrays(), width, height, samples, eye, axes, LENS, FOCUS)


def sensor(light: np.ndarray, seed: int = 7) -> np.ndarray:
    """Linear RGB → what a camera keeps of it, sRGB-encoded [0, 1]: lens, shot and read noise, Bayer mosaic."""
    h, w, _ = light.shape
    rng = np.random.default_rng(seed)
    glare = gaussian_filter(light, (w / 60, w / 60, 0))
    light = gaussian_filter(0.985 * light + 0.015 * glare, (0.55, 0.55, 0))
    y, x = np.mgrid[0:h, 0:w]
    light = light * (1 / (1 + 0.42 * ((x - w / 2) ** 2 + (y - h / 2) ** 2) / (w / 2) ** 2) ** 2)[..., None]
    electrons = np.clip(light * EXPOSURE / BALANCE, 0, 1) * FULL_WELL
    electrons = rng.poisson(electrons) + rng.normal(0, READ_NOISE, light.shape)
    raw = np.clip(electrons, 0, FULL_WELL) / FULL_WELL
    red, blue = (y % 2 == 0) & (x % 2 == 0), (y % 2 == 1) & (x % 2 == 1)
    masks = np.stack([red, ~red & ~blue, blue], -1).astype(float)
    kernel = np.array([[1, 2, 1], [2, 4, 2], [1, 2, 1]]) / 4
    planes = [
        convolve(raw[..., c] * masks[..., c], kernel) / convolve(masks[..., c], kernel) for c in range(3)
    ]
    rgb = np.clip(np.stack(planes, -1) * BALANCE, 0, 1)
    return np.where(rgb <= 0.0031308, 12.92 * rgb, 1.055 * rgb ** (1 / 2.4) - 0.055)


def develop(encoded: np.ndarray) -> Image.Image:
    """The camera's own JPEG engine: a little chroma smoothing, a little sharpening."""
    luma = encoded @ np.array([0.299, 0.587, 0.114])
    chroma = gaussian_filter(encoded - luma[..., None], (1.1, 1.1, 0))
    luma = gaussian_filter(luma, 0.45)
    luma += 0.35 * (luma - gaussian_filter(luma, 1.2))
    return Image.fromarray((np.clip(luma[..., None] + chroma, 0, 1) * 255 + 0.5).astype(np.uint8))


def save(image: Image.Image, path: Path) -> None:
    exif = image.getexif()
    exif[0x010E] = "A room at dusk. Rendered sample photo of DCE Studio."
    exif[0x010F], exif[0x0110], exif[0x0131] = "DCE Studio", "Path-traced camera", "resources/sample"
    exif[0x0112], exif[0x8298] = 1, "DCE Studio contributors, MIT licence"
    details = exif.get_ifd(0x8769)
    details[0x829A], details[0x829D], details[0x8827] = (1, 30), (18, 10), 3200
    details[0x9003], details[0x920A], details[0xA001] = "2026:01:05 17:42:10", (35, 1), 1
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for quality in range(94, 60, -2):
        image.save(path, quality=quality, exif=exif, icc_profile=profile, optimize=True)
        if path.stat().st_size < SIZE_LIMIT:
            print(
                f"{path}: {image.width} × {image.height}, quality {quality}, {path.stat().st_size / 1000:.0f} kB"
            )
            return


def main() -> None:
    parser = argparse.ArgumentParser(prog="python resources/sample", description=__doc__.splitlines()[0])
    parser.add_argument("--width", type=int, default=1600)
    parser.add_argument("--samples", type=int, default=48)
    parser.add_argument("-o", type=Path, default=Path(__file__).parents[1] / "sample.jpg")
    args = parser.parse_args()
    light = camera(args.width, round(args.width / 1.5), args.samples)
    save(develop(sensor(light)), args.o)


if __name__ == "__main__":
    main()
