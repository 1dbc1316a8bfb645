"""The zero-reference losses: they judge the enhanced photo against its input alone.

Zero-DCE (Guo et al., CVPR 2020, arXiv 2001.06826, section 3.3). Two forms, which differ: "code" is what
trained the published weights, "paper" what the paper's formulas say. Every term is a mean over the photos
of the batch, so a batch computed in pieces has the same gradient as in one.

Throughout: I the input and Y the enhanced photo, (N, 3, H, W) in [0, 1]; A the raw curve parameter maps,
(N, 3·S, h, w) in [−1, 1]; every loss is a scalar tensor, ≥ 0.
"""

from dataclasses import dataclass, fields
from itertools import combinations

import torch
from torch import Tensor
from torch.nn import functional as F

from dce_studio.training.config import Recipe

REGION = 4
"""Side in pixels of the regions whose contrast the spatial loss keeps."""

_EPSILON = 1e-14
"""Inside square roots, whose gradient at 0 is infinite: a grey photo would give NaN."""


def grey_patches(x: Tensor, side: int) -> Tensor:
    """(N, 3, H, W) → the channel mean averaged over side × side patches, (N, 1, H // side, W // side).

    A side of 0 takes the whole photo as one patch.
    """
    grey = x.mean(1, keepdim=True)
    return F.avg_pool2d(grey, min(side, *x.shape[-2:])) if side else grey.mean((2, 3), keepdim=True)


def spatial_code(y: Tensor, i: Tensor) -> Tensor:
    """Spatial consistency, published code: mean over regions of Σ_j (d_I − d_Y)².

    d is the difference of a 4 × 4 region's grey to its left, right, upper and lower neighbour j, which is 0
    outside the photo. Differences are linear, so one of I − Y serves for both.
    """
    e = F.pad(grey_patches(i, REGION) - grey_patches(y, REGION), (1, 1, 1, 1))
    centre = e[..., 1:-1, 1:-1]
    neighbours = (e[..., 1:-1, :-2], e[..., 1:-1, 2:], e[..., :-2, 1:-1], e[..., 2:, 1:-1])
    return torch.stack([(centre - n).square().mean() for n in neighbours]).sum()


def spatial_paper(y: Tensor, i: Tensor) -> Tensor:
    """Spatial consistency, equation 2: (1/K) Σ_i Σ_j (|Y_i − Y_j| − |I_i − I_j|)² over K 4 × 4 regions.

    j runs over the four neighbours that lie inside the photo; each pair counts from both ends.
    """
    gy, gi = grey_patches(y, REGION), grey_patches(i, REGION)
    regions = gy.numel()
    pairs = [(gy.diff(dim=d).abs() - gi.diff(dim=d).abs()).square().sum() for d in (-2, -1)]
    return 2 * torch.stack(pairs).sum() / regions


def exposure_code(y: Tensor, target: float, patch: int, lift: bool = False) -> Tensor:
    """Exposure control, published code: mean over patches of (Y_k − E)²; with `lift` of those darker than E.

    Lifting only is ours: a bright photo is meant to come out as it went in.
    """
    missing = target - grey_patches(y, patch)
    return (missing.clamp_min(0) if lift else missing).square().mean()


def exposure_paper(y: Tensor, target: float, patch: int, lift: bool = False) -> Tensor:
    """Exposure control, equation 3: (1/M) Σ_k |Y_k − E|; with `lift` over those darker than E."""
    missing = target - grey_patches(y, patch)
    return (missing.clamp_min(0) if lift else missing.abs()).mean()


def _channel_differences(y: Tensor) -> Tensor:
    """(N, 3, H, W) → squared differences of the channel means over RG, RB, GB, (N, 3)."""
    m = y.mean((2, 3))
    return torch.stack([(m[:, p] - m[:, q]).square() for p, q in combinations(range(3), 2)], 1)


def colour_code(y: Tensor) -> Tensor:
    """Colour constancy, published code: mean over photos of sqrt(Σ_pq ((m_p − m_q)²)²), m channel means."""
    return (_channel_differences(y).square().sum(1) + _EPSILON).sqrt().mean()


def colour_paper(y: Tensor) -> Tensor:
    """Colour constancy, equation 4: mean over photos of Σ_pq (m_p − m_q)²."""
    return _channel_differences(y).sum(1).mean()


def smoothness_code(a: Tensor) -> Tensor:
    """Illumination smoothness, published code: 2·(Σ dy² / ((h−1)·w) + Σ dx² / (h·(w−1))) / N.

    The sums run over all maps and pixels; 0 along a side of one pixel.
    """
    n, _, h, w = a.shape
    dy, dx = (a.diff(dim=dim).square().sum() for dim in (2, 3))
    return 2 * (dy / max((h - 1) * w, 1) + dx / max(h * (w - 1), 1)) / n


def smoothness_paper(a: Tensor) -> Tensor:
    """Illumination smoothness, equation 5: (1/S) Σ_n Σ_c (|∇x A| + |∇y A|)², a mean over pixels and photos.

    S is the number of iterations that have maps of their own; where both differences exist.
    """
    dx, dy = a.diff(dim=3)[:, :, :-1].abs(), a.diff(dim=2)[..., :-1].abs()
    if not dx.numel():
        return a.sum() * 0
    return (dx + dy).square().mean((0, 2, 3)).sum() / (a.shape[1] / 3)


def saturation(y: Tensor) -> Tensor:
    """Colour saturation, in the published file but unused by its training: mean of sqrt(Σ_c (y_c − m_c)²).

    The mean is over pixels and photos; m_c is the photo's mean of channel c.
    """
    return ((y - y.mean((2, 3), keepdim=True)).square().sum(1) + _EPSILON).sqrt().mean()


WELL_EXPOSED = 0.28, 0.60
"""Mean brightness of the photos that are worth returning to."""


def reference(y: Tensor, original: Tensor) -> Tensor:
    """Distance to the photo as it was taken: mean over photos of mean |Y − original|; ours, no one's paper.

    Exposure augmentation made the input from `original` (N, 3, H, W), so a well-exposed original shows where
    a person put the tones. Photos whose mean brightness is outside WELL_EXPOSED teach nothing here.
    """
    brightness = original.mean((1, 2, 3))
    known = (brightness > WELL_EXPOSED[0]) & (brightness < WELL_EXPOSED[1])
    return ((y - original).abs().mean((1, 2, 3)) * known).mean()


def light_reference(y: Tensor, wanted: Tensor) -> Tensor:
    """Distance to what the photo is to come back to: mean of ½·|Y − wanted| + 3·(Y − wanted)²; ours.

    The square draws in what is far off, whole photos that come out too dark or too bright; the absolute
    difference keeps small ones from counting for nothing.
    """
    missing = y - wanted
    return (0.5 * missing.abs() + 3 * missing.square()).mean()


REFERENCES = {"photo": reference, "light": light_reference}
"""The distance by what a recipe comes back to (`Recipe.references`)."""


def neutral(a: Tensor) -> Tensor:
    """Mean variance of each step's three maps about their mean; ours: each step keeps colours.

    Without it the steps may cancel one another's casts, and the photo has one at every n but 8.
    """
    steps: Tensor = a.unflatten(1, (-1, 3))
    return steps.var(2, correction=0).mean()


@dataclass(frozen=True)
class Losses:
    """The weighted terms of one evaluation, as scalar tensors or floats; `total` is their sum."""

    spatial: Tensor
    exposure: Tensor
    colour: Tensor
    smoothness: Tensor
    saturation: Tensor
    reference: Tensor
    neutral: Tensor

    @property
    def total(self) -> Tensor:
        """What is minimised."""
        return torch.stack(terms(self)).sum()

    def stacked(self) -> Tensor:
        """The terms in their order as one detached tensor, (7,)."""
        return torch.stack([term.detach() for term in terms(self)])


def terms(losses: Losses) -> tuple[Tensor, ...]:
    """The terms in their order (dataclasses.astuple would copy them)."""
    return tuple(getattr(losses, f.name) for f in fields(losses))


TERMS = tuple(f.name for f in fields(Losses))


def judge(recipe: Recipe, i: Tensor, y: Tensor, a: Tensor, original: Tensor | None = None) -> Losses:
    """The recipe's weighted losses of input `i`, enhanced `y`, raw maps `a` and the photo as taken."""
    code = recipe.losses == "code"
    spatial = spatial_code(y, i) if code else spatial_paper(y, i)
    exposure = (exposure_code if code else exposure_paper)(y, recipe.target, recipe.patch, recipe.lift)
    colour = colour_code(y) if code else colour_paper(y)
    smoothness = smoothness_code(a) if code else smoothness_paper(a)
    nothing = y.new_zeros(())
    return Losses(
        recipe.spatial * spatial,
        recipe.exposure * exposure,
        recipe.colour * colour,
        recipe.smoothness_weight * smoothness,
        recipe.saturation * saturation(y) if recipe.saturation else nothing,
        nothing if original is None else recipe.reference * REFERENCES[recipe.references](y, original),
        recipe.neutral * neutral(a) if recipe.neutral else nothing,
    )
