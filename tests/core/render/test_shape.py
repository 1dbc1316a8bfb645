"""The map controls: off they are nothing, on they keep range, order and grey, and all who use maps agree."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings

from dce_studio.core.analysis import luts, overlays
from dce_studio.core.edit import PAPER, Edit
from dce_studio.core.engine import estimate as engine
from dce_studio.core.engine import tiled
from dce_studio.core.engine.estimate import estimate, estimate_region
from dce_studio.core.engine.source import network_pixels
from dce_studio.core.geometry import Box, Size
from dce_studio.core.maps import CurveMaps
from dce_studio.core.render import guided, rendering
from dce_studio.core.render.shape import shaped, shaped_alpha, shaped_part, wide_maps
from tests.core import make
from tests.core.analysis.samples import edits, make_maps, make_photo, scenes
from tests.core.shaping import probed, rendered

GREYS = np.linspace(0, 1, 2001)
ON = Edit(coupling=0.4, smoothing=0.7)


def test_all_are_off_by_default_and_then_change_nothing():
    assert (Edit().coupling, Edit().smoothing) == (0, 0)
    photo = make_photo()
    for is_guided in (False, True):
        maps = make_maps(photo, guided=is_guided)
        plain = shaped(photo, maps, Edit())
        assert plain.alpha is maps.alpha and (plain.gain, plain.offset) == (maps.gain, maps.offset)
    alpha = np.ones((8, 3, 4, 5), np.float32)
    assert shaped_alpha(photo, alpha, Box(0, 0, 5, 4), Edit(), None) is alpha


@pytest.mark.parametrize("is_guided", [False, True])
def test_maps_shaped_before_come_back_for_the_same_edit_and_shorten_the_work_for_another(is_guided):
    photo = make_photo(width=200, height=150)
    maps = dataclasses.replace(make_maps(photo, size=Size(160, 120), guided=is_guided), detail=160)
    once = shaped(photo, maps, ON)
    assert (once.source, once.smoothing, once.coupling) == (maps, 0.7, 0.4)
    assert shaped(photo, maps, ON.with_(gamma=2), once) is once
    other = shaped(photo, maps, ON.with_(smoothing=0.2), once)
    assert other is not once and (other.wide, other.grey) == (once.wide, once.grey)
    np.testing.assert_array_equal(other.alpha, shaped(photo, maps, ON.with_(smoothing=0.2)).alpha)
    uncoupled = shaped(photo, maps, ON.with_(smoothing=0), once)
    assert uncoupled.wide is None  # what is off needs no memory
    others = make_maps(photo, seed=5)
    assert shaped(photo, others, ON, once).source is others


# Channel coupling


@pytest.mark.parametrize("is_guided", [False, True])
def test_coupling_moves_the_channels_to_their_mean(is_guided):
    photo = make_photo()
    maps = make_maps(photo, guided=is_guided)
    half, full = (shaped(photo, maps, Edit(coupling=c)) for c in (0.5, 1.0))
    own = maps.offset if is_guided else maps.alpha
    mean = own.mean(1, keepdims=True)
    for c, made in ((0.5, half), (1.0, full)):
        found = made.offset if is_guided else made.alpha
        np.testing.assert_allclose(found, own + c * (mean - own), atol=1e-6)
    np.testing.assert_allclose(full.alpha, full.alpha[:, :1].repeat(3, 1), atol=1e-6)


# Map smoothing


def test_smoothing_does_nothing_at_smooth_detail():
    photo = make_photo(width=300, height=200)
    maps = make_maps(photo, size=Size(64, 43), guided=True)
    assert shaped(photo, maps, Edit(smoothing=1)).alpha is maps.alpha


def test_full_smoothing_is_what_smooth_detail_makes_of_the_maps():
    photo = make.photo(200, 160)
    maps = CurveMaps(make_maps(photo, size=photo.size).alpha, Box.whole(photo.size), photo.size)
    wide = wide_maps(photo, maps)
    assert max(wide.size) == guided.AT
    full = shaped(photo, maps, Edit(smoothing=1))
    np.testing.assert_allclose(full.alpha, rendering.sample(photo, wide).alpha, atol=1e-6)
    part = shaped(photo, maps, Edit(smoothing=0.25))
    np.testing.assert_allclose(part.alpha, 0.75 * maps.alpha + 0.25 * full.alpha, atol=1e-6)


def test_mid_detail_moves_gain_and_offset():
    photo = make.photo(400, 300)
    maps = dataclasses.replace(make_maps(photo, size=Size(160, 120), guided=True), detail=160)
    wide = wide_maps(photo, maps)
    full = shaped(photo, maps, Edit(smoothing=1))
    np.testing.assert_allclose(
        rendering.sample(photo, full).alpha, rendering.sample(photo, wide).alpha, atol=0.02
    )
    assert full.size == maps.size


def noisy_scene(noise: float) -> tuple:
    """A dark and a bright half with a sharp edge, noise, and maps that follow every pixel of it."""
    photo = make.photo(240, 160, "float32")
    clean = np.full((160, 240, 3), 0.06, np.float32)
    clean[:, 120:] = 0.7
    random = np.random.default_rng(0)
    pixels = np.clip(clean + random.normal(0, noise, clean.shape), 0, 1).astype(np.float32)
    alpha = np.clip(0.6 - 0.7 * pixels + random.normal(0, 0.05, clean.shape), -1, 1)
    alpha = np.ascontiguousarray(np.broadcast_to(alpha.transpose(2, 0, 1), (8, 3, 160, 240)), np.float32)
    photo = dataclasses.replace(photo, pixels=pixels)
    return photo, CurveMaps(alpha, Box.whole(photo.size), photo.size)


def test_less_noise_is_lifted_and_there_is_no_halo():
    photo, maps = noisy_scene(0.01)
    plain, smooth = (rendered(photo, maps, Edit(smoothing=s)) for s in (0, 1))
    flat = np.s_[20:140, 20:100]
    assert smooth[flat].std() < 0.85 * plain[flat].std()
    photo, maps = noisy_scene(0.0)
    smooth = rendered(photo, maps, Edit(smoothing=1))[80, :, 0]
    for near, far in ((np.s_[112:120], np.s_[20:60]), (np.s_[120:128], np.s_[180:220])):
        assert smooth[near].mean() == pytest.approx(smooth[far].mean(), abs=0.02)


# All agree


@settings(max_examples=40, deadline=None)
@given(scenes(), edits)
def test_alpha_stays_in_range_and_grey_stays_grey(scene, edit):
    photo, maps = scene
    made = shaped(photo, maps, edit)
    assert np.abs(made.alpha).max() <= 1
    result = rendered(photo, maps, edit, dtype=np.float32)
    assert result.min() >= 0
    assert result.max() <= 1 + 1e-6
    equal = dataclasses.replace(
        maps, **{k: np.repeat(getattr(maps, k)[:, :1], 3, 1) for k in ("alpha", "gain", "offset")
                 if getattr(maps, k) is not None}
    )  # fmt: skip
    if photo.grey:
        even = edit.with_(red=1, green=1, blue=1, temperature=0, tint=0)
        grey = rendered(photo, equal, even)
        assert (grey == grey[..., :1]).all()


@settings(max_examples=25, deadline=None)
@given(scenes(), edits)
def test_tables_and_overlays_see_what_is_rendered(scene, edit):
    photo, maps = scene
    result = rendered(photo, maps, edit, dtype=np.float32)
    made = shaped(photo, maps, edit)
    _, after = luts.pairs(photo, made, edit, 1 << 20)
    np.testing.assert_allclose(after, np.clip(result, 0, 1).reshape(-1, 3), atol=1e-6)
    even = edit.with_(gamma=1.0)
    shown = overlays.slopes(rendering.sample(photo, made), even)[0, 0]
    stops = probed(photo, maps, even, 0, 0).stops
    np.testing.assert_allclose(np.log2(np.clip(shown, 2.0**-16, 2.0**16)), stops, atol=0.02)


@pytest.mark.parametrize("edit", [ON, Edit(coupling=1), Edit(smoothing=1), Edit(keep_colour=1)])
@pytest.mark.parametrize("dtype", ["uint8", "float32"])
def test_streamed_paper_equals_the_stored_maps_and_a_region(monkeypatch, edit, dtype):
    photo, weights = make.photo(210, 150, dtype), make.model("dce")
    edit = edit.with_(detail=PAPER)
    maps = estimate(photo, weights, PAPER, precision="float32")
    wanted = rendered(photo, maps, edit)
    monkeypatch.setattr(tiled, "tile_edge", lambda *_: 80)
    box = Box(30, 40, 90, 70)
    region = estimate_region(photo, weights, box, precision="float32")
    made = shaped_part(photo, region, shaped(photo, maps, edit))
    part = rendering.develop(rendering.sample(photo, made, box), edit)
    streamed = _streamed(monkeypatch, photo, weights, edit)
    tolerance = 1 if dtype == "uint8" else 2e-4
    np.testing.assert_allclose(streamed.astype(float), wanted.astype(float), atol=tolerance)
    np.testing.assert_allclose(part.astype(float), wanted[40:110, 30:120].astype(float), atol=tolerance)


def _streamed(monkeypatch, photo, weights, edit):
    """Export as of a photo too large to keep its maps, but with their full size, so that it can be exact."""
    whole = engine.estimate(photo, weights, PAPER, precision="float32")
    monkeypatch.setattr(
        engine, "estimate",
        lambda *_, **__: dataclasses.replace(whole, alpha=whole.alpha[..., :-1].copy()),
    )  # fmt: skip
    monkeypatch.setattr(engine, "wide_maps", lambda photo, maps: wide_maps(photo, whole))
    return engine.enhance(photo, weights, edit, precision="float32")


def test_progress_of_both_passes_rises_to_one(monkeypatch):
    monkeypatch.setattr(engine, "STORED", 40 * 30)
    seen: list[float] = []
    edit = Edit(detail=PAPER, smoothing=0.5)
    engine.enhance(make.photo(160, 120), make.model("dce"), edit, tick=seen.append)
    assert seen == sorted(seen)
    assert seen[-1] == 1


def test_maps_of_reduced_detail_show_what_is_applied():
    photo = make.photo(300, 200)
    maps = estimate(photo, make.model("dce"), 100, precision="float32")
    small = network_pixels(photo, maps.size)
    np.testing.assert_allclose(maps.alpha, np.clip(maps.gain * rendering.guide(small) + maps.offset, -1, 1))
    at_size = rendering.sample(dataclasses.replace(photo, pixels=small), dataclasses.replace(
        maps, box=Box.whole(maps.size), photo_size=maps.size))  # fmt: skip
    np.testing.assert_allclose(maps.alpha, at_size.alpha, atol=1e-5)
    made = shaped(photo, maps, ON)
    np.testing.assert_allclose(
        made.alpha, np.clip(made.gain * rendering.guide(small) + made.offset, -1, 1), atol=1e-5
    )
