"""The losses against plain float64 NumPy, their gradients, and the photos that used to give NaN."""

from collections.abc import Callable

import numpy as np
import pytest
import torch
from torch import Tensor

from dce_studio.training import losses
from dce_studio.training.config import preset

Array = np.ndarray


def patches(x: Array, side: int) -> Array:
    n, _, h, w = x.shape
    out = np.zeros((n, h // side, w // side))
    for k, r, c in np.ndindex(out.shape):
        out[k, r, c] = x[k, :, r * side : (r + 1) * side, c * side : (c + 1) * side].mean()
    return out


def np_spatial_code(y: Array, i: Array, a: Array) -> float:
    gy, gi, total = patches(y, 4), patches(i, 4), 0.0
    n, h, w = gy.shape
    for k, r, c in np.ndindex(gy.shape):
        for dr, dc in ((0, -1), (0, 1), (-1, 0), (1, 0)):
            inside = 0 <= r + dr < h and 0 <= c + dc < w
            ny, ni = (gy[k, r + dr, c + dc], gi[k, r + dr, c + dc]) if inside else (0.0, 0.0)
            total += ((gi[k, r, c] - ni) - (gy[k, r, c] - ny)) ** 2
    return total / (n * h * w)


def np_spatial_paper(y: Array, i: Array, a: Array) -> float:
    gy, gi, total = patches(y, 4), patches(i, 4), 0.0
    n, h, w = gy.shape
    for k, r, c in np.ndindex(gy.shape):
        for dr, dc in ((0, -1), (0, 1), (-1, 0), (1, 0)):
            if 0 <= r + dr < h and 0 <= c + dc < w:
                ny, ni = gy[k, r + dr, c + dc], gi[k, r + dr, c + dc]
                total += (abs(gy[k, r, c] - ny) - abs(gi[k, r, c] - ni)) ** 2
    return total / (n * h * w)


def np_exposure_code(y: Array, i: Array, a: Array) -> float:
    return float(((patches(y, 8) - 0.6) ** 2).mean())


def np_exposure_paper(y: Array, i: Array, a: Array) -> float:
    return float(abs(patches(y, 8) - 0.6).mean())


def differences(y: Array) -> Array:
    r, g, b = y.mean((2, 3)).T
    return np.array([(r - g) ** 2, (r - b) ** 2, (g - b) ** 2])


def np_colour_code(y: Array, i: Array, a: Array) -> float:
    return float(np.sqrt((differences(y) ** 2).sum(0)).mean())


def np_colour_paper(y: Array, i: Array, a: Array) -> float:
    return float(differences(y).sum(0).mean())


def np_smoothness_code(y: Array, i: Array, a: Array) -> float:
    n, _, h, w = a.shape
    dy, dx = ((a[:, :, 1:] - a[:, :, :-1]) ** 2).sum(), ((a[..., 1:] - a[..., :-1]) ** 2).sum()
    return float(2 * (dy / ((h - 1) * w) + dx / (h * (w - 1))) / n)


def np_smoothness_paper(y: Array, i: Array, a: Array) -> float:
    n, maps, h, w = a.shape
    total = 0.0
    for k, m, r, c in np.ndindex(n, maps, h - 1, w - 1):
        total += (abs(a[k, m, r, c + 1] - a[k, m, r, c]) + abs(a[k, m, r + 1, c] - a[k, m, r, c])) ** 2
    return total / (n * (h - 1) * (w - 1)) / (maps / 3)


def np_saturation(y: Array, i: Array, a: Array) -> float:
    return float(np.sqrt(((y - y.mean((2, 3), keepdims=True)) ** 2).sum(1)).mean())


def np_exposure_lift(y: Array, i: Array, a: Array) -> float:
    return float((np.maximum(0.6 - y.mean((1, 2, 3)), 0) ** 2).mean())


def np_reference(y: Array, i: Array, a: Array) -> float:
    known = [0.28 < photo.mean() < 0.60 for photo in i]
    return float(np.mean([abs(p - q).mean() * k for p, q, k in zip(y, i, known, strict=True)]))


def np_neutral(y: Array, i: Array, a: Array) -> float:
    n, maps, h, w = a.shape
    steps = a.reshape(n, maps // 3, 3, h, w)
    return float(((steps - steps.mean(2, keepdims=True)) ** 2).mean())


Loss = Callable[[Tensor, Tensor, Tensor], Tensor]
TORCH: dict[str, Loss] = {
    "spatial_code": lambda y, i, a: losses.spatial_code(y, i),
    "spatial_paper": lambda y, i, a: losses.spatial_paper(y, i),
    "exposure_code": lambda y, i, a: losses.exposure_code(y, 0.6, 8),
    "exposure_paper": lambda y, i, a: losses.exposure_paper(y, 0.6, 8),
    "colour_code": lambda y, i, a: losses.colour_code(y),
    "colour_paper": lambda y, i, a: losses.colour_paper(y),
    "smoothness_code": lambda y, i, a: losses.smoothness_code(a),
    "smoothness_paper": lambda y, i, a: losses.smoothness_paper(a),
    "saturation": lambda y, i, a: losses.saturation(y),
    "exposure_lift": lambda y, i, a: losses.exposure_code(y, 0.6, 0, lift=True),
    "reference": lambda y, i, a: losses.reference(y, i),
    "neutral": lambda y, i, a: losses.neutral(a),
}


def batch(seed: int, n: int = 2, h: int = 18, w: int = 21, maps: int = 24) -> tuple[Array, Array, Array]:
    rng = np.random.default_rng(seed)
    return rng.random((n, 3, h, w)), rng.random((n, 3, h, w)), rng.uniform(-1, 1, (n, maps, h, w))


@pytest.mark.parametrize("name", TORCH)
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_equals_plain_numpy(name: str, dtype: torch.dtype) -> None:
    y, i, a = batch(3)
    want = globals()[f"np_{name}"](y, i, a)
    got = TORCH[name](*(torch.tensor(x, dtype=dtype) for x in (y, i, a))).item()
    assert got == pytest.approx(want, rel=1e-6, abs=1e-6)


@pytest.mark.parametrize("name", TORCH)
def test_gradient(name: str) -> None:
    y, i, a = (torch.tensor(x, requires_grad=k != 1) for k, x in enumerate(batch(5, 2, 9, 8, 3)))
    assert torch.autograd.gradcheck(TORCH[name], (y, i.detach(), a))


@pytest.mark.parametrize("form", ["code", "paper"])
@pytest.mark.parametrize("colour", [(0, 0, 0), (1, 1, 1), (0.5, 0.5, 0.5), (0.2, 0.7, 0.1)])
def test_no_nan_on_flat_photos(form: str, colour: tuple[float, float, float]) -> None:
    recipe = preset("published", losses=form, saturation=1.0, reference=1.0, neutral=1.0)
    i = torch.tensor(colour, dtype=torch.float32).view(1, 3, 1, 1).expand(2, 3, 32, 32)
    y, a = i.clone().requires_grad_(), torch.zeros(2, 24, 32, 32, requires_grad=True)
    judged = losses.judge(recipe, i, y, a, i)
    judged.total.backward()
    assert torch.isfinite(judged.stacked()).all()
    assert torch.isfinite(y.grad).all() and torch.isfinite(a.grad).all()


@pytest.mark.parametrize("form", ["code", "paper"])
def test_pieces_of_a_batch_average_to_the_whole(form: str) -> None:
    recipe = preset("published", losses=form, saturation=0.5)
    i, y, a = (torch.tensor(x) for x in batch(7, n=4))
    whole = losses.judge(recipe, i, y, a).stacked()
    pieces = torch.stack(
        [losses.judge(recipe, i[k : k + 1], y[k : k + 1], a[k : k + 1]).stacked() for k in range(4)]
    )
    assert torch.allclose(pieces.mean(0), whole, rtol=1e-9)


def test_reference_leaves_out_what_was_not_well_exposed() -> None:
    dark, bright, well = (torch.full((1, 3, 4, 4), value) for value in (0.1, 0.8, 0.4))
    y = torch.zeros(1, 3, 4, 4)
    assert losses.reference(y, dark) == 0 and losses.reference(y, bright) == 0
    assert losses.reference(y, well).item() == pytest.approx(0.4)
    assert losses.reference(y.repeat(2, 1, 1, 1), torch.cat((dark, well))).item() == pytest.approx(0.2)


def test_smoothness_of_one_pixel_is_zero() -> None:
    a = torch.ones(1, 24, 1, 1)
    assert losses.smoothness_code(a).item() == 0 and losses.smoothness_paper(a).item() == 0
