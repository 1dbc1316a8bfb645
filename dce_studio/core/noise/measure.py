"""A photo's own noise, measured from the photo: by brightness and size of grain, in grey and in colour.

Blocks spread over the photo are taken apart by Haar's wavelets. Which parts of them are flat is not asked: of
the patches of one brightness the quietest tenth speaks for all, as texture only adds to noise. Where a whole
range of brightness is textured, what a sensor's noise can be beside the other ranges bounds it. What a JPEG
rounded away is missed as noise is (`core.noise.rounding`). Nothing is read from the file's metadata, so it
serves 8 bits after a JPEG as well as 16 from a raw file.
"""

import numpy as np
from numpy.typing import NDArray

from dce_studio.core.noise.rounding import step, with_rounding
from dce_studio.core.photo import WHITE, Noise, Photo

Floats = NDArray[np.float32]

LEVELS = 4
"""Sizes of grain: of 1, 2, 4 and 8 pixels."""

PLACES = np.array([0, 1, 2, 4, 6, 9, 13, 18, 25, 34, 46, 62, 84, 112, 150, 200, 256]) / 255
"""The limits of the bins of brightness: of the mean of red, green and blue, in [0, 1]."""

CENTRES = (PLACES[1:] + PLACES[:-1]) / 2

_BLOCK = 4 << LEVELS  # px: of the coarsest grain four coefficients lie along a side
_BLOCKS = 16  # along each side, at most
_PATCH = 4  # coefficients along each side of what is flat or not
_QUIET = 0.1
_FEW = 6  # patches at least, of which a bin is told
_SLACK = 1.5  # how much more than a sensor's noise is believed: cameras are not all alike
_TEXTURE = 0.2  # how much less a bin counts that has more than the sensor's
_UPRIGHT = 1.2  # how much more than diagonal the noise along the axes may be
_COARSER = 2, 4  # how much more than along the axes, and diagonal, in 1 pixel the noise in 2 may be
_FINEST = 0.5  # of the noise in 2 pixels: a JPEG leaves less in 1, diagonally
_FAINT = 0.3 / 255  # what rounding to 8 bits makes
_ENCODING = 2.2  # the power that encoded values are of light, near enough

_OF_MEAN = ((0.70, 0.78), (0.58, 0.70))
"""Where the quietest tenth of white noise ends, over its mean, by direction, in grey and in colour.

The mean of 16 squares of diagonal coefficients is chi-squared; of two along the axes, or two colours, it
spreads less."""


def measured(photo: Photo) -> Noise:
    """The noise of a photo; 0 everywhere for one of less than 64 pixels along a side."""
    result = np.zeros((2, LEVELS, 2, len(CENTRES)), np.float32)
    blocks = _blocks(photo)
    for level in range(LEVELS if len(blocks) else 0):
        a, b, c, d = (blocks[:, i::2, j::2] / np.float32(2) for i in (0, 1) for j in (0, 1))
        blocks = a + b + c + d  # twice the mean: white noise keeps its deviation
        brightness = _means(blocks.mean(3)) / np.float32(2 ** (level + 1))
        for way, coefficients in enumerate(((a - b + c - d, a + b - c - d), (a - b - c + d,))):
            for kind, squares in enumerate(_squares(coefficients)):
                of_mean = np.float32(_OF_MEAN[way][kind])
                result[kind, level, way] = _by_brightness(squares / of_mean, brightness)
    coarse = 1 if _is_fine(result[0]) else step(photo)
    _without_texture(result[0])
    return Noise(with_rounding(result, coarse))


def _is_fine(deviation: Floats) -> bool:
    """Whether noise (LEVELS, 2, bins) is as fine as can be: a JPEG takes the finest first, so it is later."""
    finest, second = np.median(deviation[:2, 1], 1)
    return bool(finest > max(_FINEST * second, _FAINT))


def _without_texture(deviation: Floats) -> None:
    """Mend the deviation of brightness (LEVELS, 2, bins), in place, where texture or a JPEG has a part in it.

    Few places are flat over 16 pixels, and texture has more of the coarse and of the upright; the diagonal of
    2 pixels tells noise best, where that of 1 pixel is not far behind. Coarser grain has no more of it. The
    finest has as much: where a JPEG took it from flat places, what is left of it elsewhere is as wrong.
    """
    upright, diagonal = deviation[0] * np.array(_COARSER, np.float32)[:, None]
    second = np.minimum(deviation[1, 1], np.minimum(upright, diagonal))
    deviation[0] = np.maximum(deviation[0], second)
    deviation[1] = np.minimum(deviation[1], np.array((_UPRIGHT, 1), np.float32)[:, None] * second)
    deviation[2:] = np.minimum(deviation[2:], second)


def _by_brightness(squares: Floats, means: Floats) -> Floats:
    """The deviation in each bin (bins,), of patches' mean squares (n,) and brightness (n,)."""
    bins = np.digitize(means, PLACES[1:-1])
    counts = np.bincount(bins, minlength=len(CENTRES))
    told = np.flatnonzero(counts >= min(_FEW, counts.max()))
    quiet = np.sqrt([np.quantile(squares[bins == one], _QUIET) for one in told])
    model = _camera(quiet, told)
    found = np.minimum(np.interp(np.arange(len(CENTRES)), told, quiet), _SLACK * model)
    return found.astype(np.float32)


def _camera(deviation: NDArray[np.float64], told: NDArray[np.intp]) -> NDArray[np.float64]:
    """The noise (bins,) of the sensor that best fits that of the bins `told`: √(a + b · light), encoded.

    Found by trying shares of a and b, each at the level of each bin. What is above it may be texture, and
    counts less than what is below it.
    """
    light = CENTRES**_ENCODING
    slope = np.gradient(light, CENTRES)
    share = np.geomspace(1e-4, 10, 16)[:, None]  # a over b
    shapes = np.sqrt(share + light) / slope
    logs = np.log(np.maximum(deviation, 1e-5))[None, None] - np.log(shapes[:, None, told])
    level = np.sort(logs[:, 0], 1)[:, :, None]  # each bin in turn is met
    off = logs - level
    cost = np.where(off > 0, _TEXTURE * off, -off).sum(2)
    best = np.unravel_index(int(cost.argmin()), cost.shape)
    fitted: NDArray[np.float64] = shapes[best[0]] * np.exp(level[best[0], best[1], 0])
    return fitted


def _blocks(photo: Photo) -> Floats:
    """Blocks (n, _BLOCK, _BLOCK, 3) in [0, 1], spread over the photo; none of a photo that is too small."""
    height, width = photo.pixels.shape[:2]
    if min(height, width) < _BLOCK:
        return np.empty((0, _BLOCK, _BLOCK, 3), np.float32)
    rows, columns = (
        np.linspace(0, side - _BLOCK, min(_BLOCKS, side // _BLOCK)).astype(int) for side in (height, width)
    )
    inside = np.arange(_BLOCK)
    y = (rows[:, None] + inside)[:, None, :, None]
    x = (columns[:, None] + inside)[None, :, None, :]
    blocks = photo.pixels[y, x].reshape(-1, _BLOCK, _BLOCK, 3)
    unit: Floats = blocks.astype(np.float32) / np.float32(WHITE[photo.pixels.dtype])
    unit = np.nan_to_num(unit, nan=0.0)  # a float photo may hold anything
    return unit.clip(0, 1)


def _squares(coefficients: tuple[Floats, ...]) -> tuple[Floats, Floats]:
    """Mean squares (n,) over each patch of coefficients (n, h, w, 3): of grey, and of colour without it."""
    greys = [one.mean(3, keepdims=True) for one in coefficients]
    grey = sum(_means(np.square(each[..., 0])) for each in greys)
    colour = sum(_means(np.square(one - each).mean(3)) for one, each in zip(coefficients, greys, strict=True))
    count = np.float32(len(coefficients))
    return np.asarray(grey / count, np.float32), np.asarray(colour / count, np.float32)


def _means(x: Floats) -> Floats:
    """The mean over each patch of x (n, h, w), flat."""
    n, height, width = x.shape
    parts = x.reshape(n, height // _PATCH, _PATCH, width // _PATCH, _PATCH)
    means: Floats = parts.mean((2, 4)).ravel()
    return means
