"""The scale of colours for what lies around zero."""

import numpy as np

from dce_studio.core import colours


def test_the_scale_is_centred_on_zero():
    assert (colours.diverging(0.0, 1.0) == colours.DIVERGING[128]).all()
    assert (colours.diverging([-5.0, 5.0], 1.0) == colours.DIVERGING[[0, 256]]).all()
    lightness = colours.DIVERGING @ [0.2126, 0.7152, 0.0722]
    assert np.abs(lightness[128:] - lightness[128::-1]).max() < 45  # equally far, about equally light
