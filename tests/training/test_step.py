"""The fast step against the plain one, and what it shares with core."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
import torch

from dce_studio.core import curve
from dce_studio.core.edit import Edit
from dce_studio.core.photo import Photo
from dce_studio.core.render.guided import coefficients
from dce_studio.core.whole import exposure, scales
from dce_studio.training import step, validate
from dce_studio.training.config import preset
from dce_studio.training.model import AveragedNet, initial

CPU = torch.device("cpu")


def gradients(pieces: int, threaded: bool) -> list[torch.Tensor]:
    recipe = preset("studio", arch="dce-slim", size=32, batch=4)
    model = AveragedNet(initial(recipe), recipe, CPU)
    forward = step.Forwarder(model.net, recipe, CPU, False)
    x = torch.rand(4, 3, 32, 32, generator=torch.Generator().manual_seed(1))
    split = list(x.split(4 // pieces))
    if threaded:
        with ThreadPoolExecutor(2) as pool:
            step.accumulate_threaded(forward, split, 4, pool)
    else:
        step.accumulate(forward, split, 4)
    return [p.grad for p in model.net.parameters() if p.grad is not None]


def test_pieces_and_threads_are_the_same_step() -> None:
    plain = gradients(1, False)
    for other in (gradients(4, False), gradients(4, True)):
        assert all(torch.allclose(a, b, rtol=1e-3, atol=1e-6) for a, b in zip(plain, other, strict=True))
    again = gradients(4, True)
    assert all(torch.equal(a, b) for a, b in zip(gradients(4, True), again, strict=True))


def test_curve_and_slope_are_cores() -> None:
    rng = np.random.default_rng(0)
    for maps in (24, 3):
        x, r = rng.random((1, 3, 6, 5)), rng.uniform(-1, 1, (1, maps, 6, 5))
        alpha = -r.reshape(-1, 3, 6, 5)
        y = step.enhance(torch.tensor(x), torch.tensor(r))[0].numpy()
        assert np.allclose(y, curve.enhance(x[0], alpha, Edit(keep_colour=0)), atol=1e-12)
        slope = validate.slope(torch.tensor(x), torch.tensor(r))[0].numpy()
        assert np.allclose(slope, curve.slope(x[0], alpha, Edit(keep_colour=0)), atol=1e-9)


@pytest.mark.parametrize("k", [0.1, 0.4, 1.0])
def test_kept_colours_are_cores(k: float) -> None:
    x, y = np.random.default_rng(0).random((2, 1, 3, 6, 5))
    got = step.kept(torch.tensor(x), torch.tensor(y), k)[0].numpy()
    assert np.allclose(got.clip(max=1), curve.keep_colour(x[0], y[0], Edit(keep_colour=k)), atol=2e-3)
    grey = torch.full((1, 3, 2, 2), 0.3, requires_grad=True)
    step.kept(torch.zeros(1, 3, 2, 2), grey, k).sum().backward()
    assert grey.grad is not None and bool(grey.grad.isfinite().all())


def test_the_maps_of_two_scales_are_cores() -> None:
    """Of the photo as the network sees it: the whole with its windows, the place's share, the exposure."""
    recipe = preset("studio", arch="dce-slim", size=64, local=0.3, keep_colour=0)
    net = initial(recipe)
    x = torch.rand(1, 3, 48, 64, generator=torch.Generator().manual_seed(1)) * 0.1
    with torch.no_grad():
        passed = step.Forwarder(net, recipe, CPU, False)(x)
    alpha = -passed.maps[0].numpy().reshape(8, 3, 48, 64)
    photo = Photo(Path("x.png"), x[0].permute(1, 2, 0).contiguous().numpy())
    grey = x[0].mean(0).numpy()
    own = exposure.measured(photo.pixels)
    wide = scales.whole(photo, alpha, grey, own).alpha
    mixed = wide + np.float32(0.3) * (alpha - wide)
    lift = exposure.lift(own)[exposure.levels(photo.pixels.max(2))]
    assert lift.max() > 0.1
    wanted = -(mixed + lift).clip(-1, 1).reshape(24, 48, 64)
    assert np.allclose(passed.full[0].numpy(), wanted, atol=2e-4)


def test_guided_upsampling_is_cores() -> None:
    rng = np.random.default_rng(0)
    x = torch.tensor(rng.random((1, 3, 48, 64)), dtype=torch.float32)
    small = step.reduced(x, 32)
    r = torch.tensor(rng.uniform(-0.8, 0.8, (1, 3, 24, 32)), dtype=torch.float32)
    got = step.upsampled(r, small, x, "guided")[0].numpy()
    guide = small.mean(1)[0].numpy()
    gain, offset = coefficients(-r.numpy(), np.ascontiguousarray(guide))
    up = [
        torch.nn.functional.interpolate(torch.tensor(t), (48, 64), mode="bilinear").numpy()
        for t in (gain, offset)
    ]
    want = -(up[0] * x.mean(1).numpy() + up[1]).clip(-1, 1)[0]
    assert np.abs(got - want).max() < 1e-4


def test_learning_rate() -> None:
    recipe = preset("studio", warmup=10, lr=1e-3)
    rates = [step.learning_rate(recipe, k, 100) for k in range(100)]
    assert rates[0] < 2e-4 and max(rates) == rates[10] and abs(rates[10] - 1e-3) < 1e-9
    assert rates[-1] < 2e-5 and rates[10:] == sorted(rates[10:], reverse=True)
    assert step.learning_rate(preset("published"), 5, 10) == 1e-4


def test_same_seed_same_start() -> None:
    a, b, c = (initial(preset("studio", seed=s)).state_dict() for s in (1, 1, 2))
    assert all(torch.equal(a[k], b[k]) for k in a) and not torch.equal(
        a["e_conv1.weight"], c["e_conv1.weight"]
    )


@pytest.mark.parametrize("maps", [24, 3])
def test_the_gradients_of_the_curve(maps: int) -> None:
    generator = torch.Generator().manual_seed(0)
    x = torch.rand(2, 3, 4, 5, dtype=torch.float64, generator=generator).requires_grad_(True)
    r = (
        torch.rand(2, maps, 4, 5, dtype=torch.float64, generator=generator)
        .mul_(2)
        .sub_(1)
        .requires_grad_(True)
    )
    assert torch.autograd.gradcheck(step.enhance, (x, r))


def test_an_update_is_torchs_adam() -> None:
    recipe = preset("published", arch="dce-slim", decay=1e-2, clip=1e6)
    model, net = (
        AveragedNet(initial(recipe), recipe, CPU),
        initial(recipe).to(memory_format=torch.channels_last),
    )
    adam = torch.optim.Adam(net.parameters(), lr=1e-3, weight_decay=1e-2)
    generator = torch.Generator().manual_seed(0)
    for k in range(3):
        for ours, theirs in zip(model.net.parameters(), net.parameters(), strict=True):
            theirs.grad = torch.randn(ours.shape, generator=generator)
            ours.grad = theirs.grad.clone()
        assert model.update(k, 1e-3)
        adam.step()
    for ours, theirs in zip(model.net.parameters(), net.parameters(), strict=True):
        assert torch.equal(ours, theirs)


def test_a_state_from_before_the_first_step() -> None:
    recipe = preset("published", arch="dce-slim")
    model, other = (AveragedNet(initial(recipe), recipe, CPU) for _ in range(2))
    for parameter in other.net.parameters():
        parameter.data.zero_()
    other.restore({name: tensor for name, tensor in model.tensors().items() if "adam." not in name})
    assert all(torch.equal(a, b) for a, b in zip(model.net.parameters(), other.net.parameters(), strict=True))


def test_training_loads_no_compiler() -> None:
    """torch.optim.Adam would load torch's."""
    code = (
        "import sys, torch\n"
        "from dce_studio.training import model, trainer\n"
        "from dce_studio.training.config import preset\n"
        "recipe = preset('published', arch='dce-slim')\n"
        "made = model.AveragedNet(model.initial(recipe), recipe, torch.device('cpu'))\n"
        "for p in made.net.parameters(): p.grad = torch.ones_like(p)\n"
        "made.update(0, 1e-3)\n"
        "print('torch._dynamo' in sys.modules)\n"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.split() == ["False"]
