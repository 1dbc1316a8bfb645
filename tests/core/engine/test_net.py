"""The networks against the plain implementation, and what is published about them."""

import pytest
import torch

from dce_studio.core.engine.architecture import ARCHITECTURES, NETWORKS
from dce_studio.core.engine.net import build
from tests import plain
from tests.core import make


@pytest.mark.parametrize(
    ("architecture", "parameters"), [("dce", 79_416), ("dce-slim", 23_592), ("dce-pp", 10_561)]
)
def test_parameters(architecture, parameters):
    assert sum(p.numel() for p in build(architecture).parameters()) == parameters


@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_equals_the_plain_network(architecture):
    net = make.weights(architecture).net
    x = torch.rand(2, 3, 21, 34, generator=torch.Generator().manual_seed(1))
    expected = plain.network(net.state_dict(), x, net.pool)
    torch.testing.assert_close(net(x), expected, atol=1e-6, rtol=0)
    assert expected.abs().max() > 0.3  # the random networks say something


@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_halo_is_half_the_receptive_field(architecture):
    net, halo, edge = make.weights(architecture).net, NETWORKS[architecture].halo, 41
    x = torch.full((1, 3, edge, edge), 0.5, requires_grad=True)
    net(x)[0, :, edge // 2, edge // 2].sum().backward()
    rows = x.grad.abs().sum((0, 1, 3)).nonzero().flatten()
    assert edge // 2 - rows.min() <= halo
    assert rows.max() - edge // 2 <= halo


def test_gradients_equal_the_plain_network():
    net = make.weights("dce").net.requires_grad_(True)
    try:
        x = torch.rand(1, 3, 12, 12, generator=torch.Generator().manual_seed(2))
        net(x).square().mean().backward()
        mine = {name: p.grad.clone() for name, p in net.named_parameters()}
        net.zero_grad()
        plain.network(dict(net.named_parameters()), x).square().mean().backward()
        for name, p in net.named_parameters():
            torch.testing.assert_close(mine[name], p.grad, atol=1e-7, rtol=1e-4)
    finally:
        net.zero_grad()
        net.requires_grad_(False)


@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_low_precision_takes_and_gives_float32(architecture):
    net = build(architecture).eval().requires_grad_(False)
    net.load_state_dict(make.weights(architecture).net.state_dict())
    x = torch.rand(1, 3, 30, 20, generator=torch.Generator().manual_seed(3))
    exact = net.logits(x)
    net.lower(torch.bfloat16)
    assert net.e_conv1.state_dict().popitem()[1].dtype == torch.float32
    assert net.logits(x).dtype == torch.float32
    assert (net.logits(x) - exact).abs().max() < 0.05
