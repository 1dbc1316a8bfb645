"""The networks in NumPy against torch's, over random weights and sizes."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from dce_studio.core.engine import products
from dce_studio.core.engine.architecture import ARCHITECTURES, NETWORKS
from dce_studio.core.engine.net import build
from tests import plain
from tests.core import make

TOLERANCE = 1e-4  # of α


@given(
    architecture=st.sampled_from(ARCHITECTURES),
    seed=st.integers(0, 5),
    width=st.integers(1, 80),
    height=st.integers(1, 80),
)
@settings(deadline=None, max_examples=30)
def test_alpha_equals_torchs(architecture, seed, width, height):
    state = make.weights(architecture, seed).net.state_dict()
    pixels = np.random.default_rng(seed).random((height, width, 3), np.float32)
    tensors = {name: value.numpy() for name, value in state.items()}
    alpha = products.alpha(architecture, tensors, pixels)
    expected = plain.maps(state, pixels, NETWORKS[architecture].pool)
    assert alpha.shape == expected.shape
    assert alpha.dtype == np.float32
    assert np.abs(alpha - expected).max() <= TOLERANCE


@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_the_largest_picture_and_black_and_white(architecture):
    state = make.weights(architecture).net.state_dict()
    tensors = {name: value.numpy() for name, value in state.items()}
    for pixels in (
        np.random.default_rng(1).random((96, products.LARGEST, 3), np.float32),
        np.zeros((9, 9, 3), np.float32),
        np.ones((9, 9, 3), np.float32),
    ):
        expected = plain.maps(state, pixels, NETWORKS[architecture].pool)
        assert np.abs(products.alpha(architecture, tensors, pixels) - expected).max() <= TOLERANCE


@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_shapes_are_those_of_the_network(architecture):
    with torch.device("meta"):
        state = build(architecture).state_dict()
    assert NETWORKS[architecture].shapes() == {name: tuple(value.shape) for name, value in state.items()}
