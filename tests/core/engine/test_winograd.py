"""The faster convolution against the direct one, over sizes, paddings and inputs of different sizes."""

import copy

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from dce_studio.core.engine import winograd
from dce_studio.core.engine.architecture import ARCHITECTURES, NETWORKS
from dce_studio.core.engine.net import Conv3
from dce_studio.core.engine.winograd import Winograd
from tests.core import make


def _picture(channels, height, width, seed=0):
    x = torch.randn(1, channels, height, width, generator=torch.Generator().manual_seed(seed))
    return x.contiguous(memory_format=torch.channels_last)


@settings(deadline=None)  # compiles
@given(
    height=st.integers(3, 80), width=st.integers(3, 40), pad=st.tuples(st.integers(0, 1), st.integers(0, 1)),
    larger=st.integers(0, 3), relu=st.booleans(),
)  # fmt: skip
def test_equals_the_direct_convolution(height, width, pad, larger, relu):
    inputs = _picture(16, height + 2 * larger, width + 2 * larger), _picture(32, height, width, 1)
    conv = Conv3(48, 24).requires_grad_(False)
    fast = Winograd(conv)
    expected = conv.double()(*(x.double() for x in inputs), pad=pad, relu=relu)
    torch.testing.assert_close(fast(*inputs, pad=pad, relu=relu).double(), expected, atol=1e-5, rtol=0)


@pytest.mark.parametrize("size", [(1, 1), (1, 9), (9, 1), (2, 2)])
def test_pictures_smaller_than_the_kernel(size):
    x, conv = _picture(32, *size), Conv3(32, 32).requires_grad_(False)
    torch.testing.assert_close(Winograd(conv)(x), conv(x), atol=1e-5, rtol=0)


@pytest.mark.parametrize("architecture", ARCHITECTURES)
@pytest.mark.parametrize("faster", [False, True])
@pytest.mark.parametrize("pad", [(0, 0), (0, 1), (1, 0)])
def test_without_padding_the_network_gives_the_middle_of_the_whole(architecture, faster, pad):
    net, halo = copy.deepcopy(make.weights(architecture).net), NETWORKS[architecture].halo
    x = torch.rand(1, 3, 45, 38, generator=torch.Generator().manual_seed(1))
    whole = net.logits(x)
    if faster:
        winograd.substitute(net)
    top, left = (0 if padded else halo for padded in pad)
    middle = whole[:, :, top : 45 - top, left : 38 - left]
    torch.testing.assert_close(net.logits(x, pad), middle, atol=1e-5, rtol=0)
