"""What noise reduction is worth, beside OpenCV's non-local means and scikit-image's wavelets.

    python -m tests.benchmarks.noise [PHOTOS]

PHOTOS: a folder with pairs/sice_seq/low and hdr/ (../shared/photos). Their scenes are noised as a sensor
would (Poisson and Gaussian in linear light), rounded to 8 bits and compressed, estimated and enhanced;
what is wanted is the clean scene's result by the same maps. Peers run at the best of several settings for
each row, on the photo or on the result, whichever is better; ours has one setting. Then the time for 12
megapixels, and its ratio to non-local means.
"""

import io
import math
import resource
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from dce_studio.core.edit import Edit
from dce_studio.core.engine.estimate import estimate
from dce_studio.core.engine.models import Model
from dce_studio.core.engine.weights import load_weights
from dce_studio.core.maps import CurveMaps
from dce_studio.core.photo import Photo
from dce_studio.core.render.rendering import render
from dce_studio.core.render.shape import shaped
from dce_studio.core.render.srgb import to_encoded, to_light
from dce_studio.training.light import exposed_well, read_light, view
from dce_studio.training.metrics import psnr, ssim

Unit = NDArray[np.float32]
Bytes = NDArray[np.uint8]
Scores = dict[str, list[tuple[float, float]]]

STRENGTHS = {"weak": 1e-4, "middle": 4e-4, "strong": 1.6e-3}
"""The variance of light is this times the light, and READ of it squared."""

READ = 4
QUALITIES = (None, 95, 80)
FULL = Edit(noise=1, colour_noise=1)


def main() -> None:
    photos = Path(sys.argv[1] if len(sys.argv) > 1 else "../shared/photos")
    model = Model(load_weights("dce"))
    scenes = list(_scenes(photos))
    print(f"{len(scenes)} scenes; PSNR / SSIM of the result against the clean scene's")
    for quality in QUALITIES:
        for strength in STRENGTHS:
            scores: Scores = {}
            for seed, scene in enumerate(scenes):
                _score(scores, scene, _noised(scene, strength, quality, seed), model)
            print(
                f"{'8 bits' if quality is None else f'JPEG {quality}'}, {strength}: {_line(scores)}",
                flush=True,
            )
    _time(scenes[0], model)


def _scenes(photos: Path) -> Iterator[Unit]:
    """Dark photos and rendered views of light, (h, w, 3) in [0, 1]."""
    for path in sorted((photos / "pairs" / "sice_seq" / "low").iterdir())[::8]:
        yield np.asarray(Image.open(path).convert("RGB"), np.float32) / np.float32(255)
    rng = np.random.default_rng(0)
    for k, path in enumerate(sorted((photos / "hdr").glob("*.hdr"))[::10]):
        light = exposed_well(view(read_light(path), (384, 512), rng)) / 2 ** (2 + k % 3)
        yield to_encoded(light.clip(0, 1).astype(np.float32))


def _noised(scene: Unit, strength: str, quality: int | None, seed: int) -> Photo:
    light, gain = to_light(scene.astype(np.float64)), STRENGTHS[strength]
    deviation = np.sqrt(gain * light + (READ * gain) ** 2)
    noise = np.random.default_rng(seed).normal(0, 1, light.shape)
    levels: Bytes = np.round(to_encoded((light + deviation * noise).clip(0, 1)) * 255).astype(np.uint8)
    if quality is not None:
        file = io.BytesIO()
        Image.fromarray(levels).save(file, "JPEG", quality=quality)
        levels = np.asarray(Image.open(file))
    return Photo(Path("noisy.png"), levels)


def _score(scores: Scores, scene: Unit, photo: Photo, model: Model) -> None:
    maps = estimate(photo, model, Edit().detail)
    wanted = _enhanced(scene, maps)

    def add(name: str, result: Unit) -> None:
        scores.setdefault(name, []).append((psnr(result, wanted), ssim(result, wanted)))

    plain = _enhanced(photo.pixels, maps)
    add("none", plain)
    add("ours", _enhanced(photo.pixels, maps, FULL))
    for name, peer in _peers():
        add(f"{name} after", peer(plain))
        add(f"{name} before", _enhanced(peer(_unit(photo.pixels)), maps))


def _enhanced(pixels: Unit | Bytes, maps: CurveMaps, edit: Edit | None = None) -> Unit:
    """The result of pixels with these maps, in [0, 1]."""
    edit, photo = edit or Edit(), Photo(Path("scene.png"), np.ascontiguousarray(pixels))
    return _unit(render(photo, shaped(photo, maps, edit), edit))


def _unit(pixels: Unit | Bytes) -> Unit:
    white = np.float32(255 if pixels.dtype == np.uint8 else 1)
    return np.asarray(pixels, np.float32) / white


def _peers() -> Iterator[tuple[str, Callable[[Unit], Unit]]]:
    """Each peer at each setting; none of those that are not installed."""
    try:
        import cv2

        def meant(x: Unit, h: int) -> Unit:
            return _unit(cv2.fastNlMeansDenoisingColored(np.round(x * 255).astype(np.uint8), None, h, h))

        for h in (3, 6, 10, 15, 22, 30):
            yield f"non-local means {h}", partial(meant, h=h)
    except ImportError:
        print("(pip install opencv-python-headless for non-local means)", file=sys.stderr)
    try:
        from skimage.restoration import denoise_wavelet

        def denoised(x: Unit, sigma: float | None) -> Unit:
            settings = {"channel_axis": 2, "convert2ycbcr": True, "rescale_sigma": True}
            return np.asarray(denoise_wavelet(x, sigma=sigma, **settings), np.float32)

        for sigma in (None, 0.01, 0.02, 0.04, 0.07, 0.1):
            yield f"wavelets {sigma}", partial(denoised, sigma=sigma)
    except ImportError:
        print("(pip install scikit-image PyWavelets for wavelets)", file=sys.stderr)


def _line(scores: Scores) -> str:
    """The means, of each peer those of its best settings."""
    means = {name: np.mean(values, 0) for name, values in scores.items()}
    parts = [f"{name} {means[name][0]:.2f} / {means[name][1]:.3f}" for name in ("none", "ours")]
    for peer in ("non-local means", "wavelets"):
        own = [value for name, value in means.items() if name.startswith(peer)]
        if own:
            parts.append(f"{peer} {max(v[0] for v in own):.2f} / {max(v[1] for v in own):.3f}")
    return " | ".join(parts)


def _time(scene: Unit, model: Model) -> None:
    """Seconds for 12 megapixels, medians of three, and the peak memory of this process."""
    tiled = np.tile(scene, (math.ceil(3000 / scene.shape[0]), math.ceil(4000 / scene.shape[1]), 1))
    photo = _noised(np.ascontiguousarray(tiled[:3000, :4000]), "middle", None, 0)
    maps = estimate(photo, model, Edit().detail)
    made = {edit: shaped(photo, maps, edit) for edit in (Edit(), FULL)}
    seconds = {edit: _median(partial(render, photo, made[edit], edit)) for edit in made}
    whole = _median(lambda: render(photo, shaped(photo, maps, FULL), FULL))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(f"12 MP: without {seconds[Edit()]:.2f} s, with {seconds[FULL]:.2f} s, and measuring {whole:.2f} s")
    print(f"peak of all that ran here {peak:.2f} GB")
    try:
        import cv2
    except ImportError:
        return
    other = _median(partial(cv2.fastNlMeansDenoisingColored, photo.pixels, None, 6, 6), 1)
    print(f"non-local means {other:.1f} s: ours takes {(whole - seconds[Edit()]) / other:.2f} of it")


def _median(work: Callable[[], object], times: int = 3) -> float:
    seconds = []
    for _ in range(times):
        begun = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - begun)
    return float(np.median(seconds))


if __name__ == "__main__":
    main()
