"""At paper on a large photo: what is read for a pixel is what the export does to it."""

from types import SimpleNamespace

import numpy as np
import pytest

from dce_studio.app.preview import pixel
from dce_studio.app.preview.exact import ExactPixels
from dce_studio.app.preview.frame import Request, View
from dce_studio.app.state.document import Document
from dce_studio.core.edit import PAPER, Edit
from dce_studio.core.engine import estimate
from dce_studio.core.geometry import Box, Size
from dce_studio.core.inspect.probing import probe
from dce_studio.core.render.shape import shaped
from tests.core import make

POINTS = [(0, 0), (63, 40), (30, 47), (17, 22)]


@pytest.mark.parametrize(
    "edit", [Edit(detail=PAPER), Edit(detail=PAPER, smoothing=0.6, coupling=0.4, gamma=0.8)]
)
def test_a_probe_is_what_is_exported(edit, monkeypatch, qapp):
    monkeypatch.setattr(estimate, "STORED", 800)  # else the photo would have to be of more than 2 MP
    photo, weights = make.photo(64, 48, seed=3), make.weights("dce")
    document = Document()
    document.set_photo(photo)
    document.propose(edit)
    maps = estimate.estimate(photo, weights, PAPER, precision="float32")
    document.set_maps(maps)
    estimator = SimpleNamespace(region=None, settled=True, device="cpu", loaded={document.weights: weights})
    exact = ExactPixels(document, estimator)
    result = estimate.enhance(photo, weights, edit, precision="float32", dtype=np.float32)
    assert maps.averaged
    for x, y in POINTS:
        here = exact(x, y)
        assert here is exact(x, y)  # kept
        after = probe(photo, shaped(photo, here, edit, maps), edit, x, y).after
        # one level: the window reads in the machine's fast precision
        np.testing.assert_allclose(after, result[y, x], atol=1 / 255)
    estimator.region = estimate.estimate_region(photo, weights, Box(10, 10, 30, 30), precision="float32")
    here = exact(17, 22)  # of the part in view, which is there already
    assert here.box == Box(17, 22, 1, 1)
    after = probe(photo, shaped(photo, here, edit, maps), edit, 17, 22).after
    np.testing.assert_allclose(after, result[22, 17], atol=1e-5)
    request = Request(
        photo, estimator.region, None, edit, View(Box(10, 10, 30, 30), Size(30, 30)), None, None, maps
    )
    for own in (None, here):
        _, shown = pixel.values(request, 17, 22, own)
        assert np.abs(np.array(shown) - 255 * result[22, 17]).max() <= 0.51 + 255e-5
    estimator.settled = False  # other weights are on their way
    assert exact(0, 0) is None and exact(17, 22) is None


def test_nothing_is_estimated_where_the_maps_are_exact(qapp):
    photo, weights = make.photo(20, 16), make.weights("dce")
    document = Document()
    document.set_photo(photo)
    document.propose(Edit(detail=PAPER))
    document.set_maps(estimate.estimate(photo, weights, PAPER))
    assert (
        ExactPixels(document, SimpleNamespace(region=None, settled=True, device="cpu", loaded={}))(3, 4)
        is None
    )
