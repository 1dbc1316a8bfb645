"""The figures of night photos: against the script they were first made with, and each by what it means."""

import importlib.util
import math
from dataclasses import astuple, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from dce_studio.training import night
from dce_studio.training.night import Bytes, NightFigures, measure

SCRIPT = Path(__file__).parents[3] / "shared" / "tools" / "night_measure.py"

NONE = NightFigures(*(math.nan for _ in night.NAMES))


def scene(seed: int, height: int = 150, width: int = 200) -> Bytes:
    """A night photo: black sky above, a noisy dark wall, coloured textured façades and a few lamps."""
    rng = np.random.default_rng(seed)
    picture = np.zeros((height, width, 3))
    picture[: height // 4] = rng.integers(0, 3, (height // 4, width, 3))
    picture[height // 4 : height // 2] = 8 + rng.normal(0, 0.8, (height // 2 - height // 4, width, 3))
    low = height - height // 2
    colour = rng.uniform(30, 150, 3)
    picture[height // 2 :] = colour * (1 + 0.25 * rng.standard_normal((low, width, 1)))
    for _ in range(6):
        y, x = rng.integers(height // 2, height - 12), rng.integers(0, width - 12)
        picture[y : y + 10, x : x + 10] = (225, 180, 90)
    return picture.clip(0, 255).astype(np.uint8)


def lifted(picture: Bytes, gamma: float, gain: float = 1.0) -> Bytes:
    return (((picture / 255) ** gamma * gain).clip(0, 1) * 255 + 0.5).astype(np.uint8)


@pytest.fixture
def script() -> Any:
    if not SCRIPT.exists():
        pytest.skip("../shared/tools is not beside this checkout")
    pytest.importorskip("scipy", reason="the script measures with scipy")
    spec = importlib.util.spec_from_file_location("night_measure", SCRIPT)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


MADE = [
    (scene(1), 0.5, 1.0),
    (scene(2, 601, 400), 0.4, 1.3),
    (scene(3, 1100, 900), 0.6, 0.9),
    (scene(4), 1.0, 1.0),
    (np.full((150, 150, 3), 120, np.uint8), 0.5, 1.0),
]


@pytest.mark.parametrize(("picture", "gamma", "gain"), MADE, ids=range(len(MADE)))
def test_agrees_with_the_script(
    script: Any, tmp_path: Path, picture: Bytes, gamma: float, gain: float
) -> None:
    from PIL import Image

    after = lifted(picture, gamma, gain)
    for name, pixels in (("a", picture), ("b", after)):
        Image.fromarray(pixels).save(tmp_path / f"{name}.png")
    a, b = script.rgb(tmp_path / "a.png"), script.rgb(tmp_path / "b.png")
    assert np.array_equal(night.shown(picture), a) and night.shown(after).shape == b.shape
    mine = measure(night.shown(picture), night.shown(after))
    theirs = script.measure(a, b)
    for name, value in zip(night.NAMES, theirs, strict=True):
        assert getattr(mine, name) == pytest.approx(value, rel=1e-3, abs=1e-6, nan_ok=True), name


def test_means_and_worst_tenths() -> None:
    rows = np.random.default_rng(0).random((23, 8))
    rows[:, 4] = np.nan
    rows[3:9, 1] = np.nan
    figures = [NightFigures(*row) for row in rows.tolist()]
    known = [[v for v in column if not math.isnan(v)] for column in rows.T.tolist()]
    means = [np.mean(column) if column else math.nan for column in known]
    worst = [np.percentile(column, 90) if column else math.nan for column in known]
    assert list(astuple(night.mean(figures))) == pytest.approx(means, nan_ok=True)
    assert list(astuple(night.worst(figures))) == pytest.approx(worst, nan_ok=True)


def test_a_photo_left_as_it_is() -> None:
    picture = scene(5)
    same = measure(picture, picture)
    assert (same.blown, same.order) == (0, 0) and same.hue == pytest.approx(0)
    assert same.saturation == pytest.approx(1) and same.contrast == pytest.approx(1)
    assert same.brightness == pytest.approx(picture.mean() / 255)
    assert same.black < 2 and 0 < same.noise < 2


def test_a_lamp_turned_white_is_blown() -> None:
    picture = scene(6)
    white = picture.copy()
    lamps = (picture == (225, 180, 90)).all(2)
    white[lamps] = 255
    assert measure(picture, white).blown == pytest.approx(100 * lamps.mean())
    bright = picture.copy()
    bright[lamps] = 240  # near white before: not newly blown
    assert measure(bright, white).blown == 0


def test_turned_colours_have_lost_their_hue_not_their_saturation() -> None:
    orange = np.zeros((40, 40, 3), np.uint8) + np.uint8((200, 120, 40))
    swapped = orange[..., ::-1].copy()
    assert measure(orange, swapped).hue > 90
    greyer = (orange * 0.5 + 60).astype(np.uint8)
    assert measure(orange, greyer).saturation < 0.6 and measure(orange, greyer).hue < 15
    richer = np.zeros((40, 40, 3), np.uint8) + np.uint8((220, 110, 0))
    assert measure(orange, richer).saturation > 1.1


def test_noise_and_black_are_the_result_s_where_the_photo_was_dark() -> None:
    rng = np.random.default_rng(0)
    dark = np.zeros((60, 60, 3), np.uint8)
    speckled = rng.integers(0, 60, dark.shape).astype(np.uint8)
    even = np.full_like(dark, 30)
    assert measure(dark, even).noise == pytest.approx(0, abs=1e-6) and measure(dark, even).black == 30
    assert measure(dark, speckled).noise == pytest.approx(60 / math.sqrt(12), rel=0.1)


def test_flattened_texture_is_lost_contrast() -> None:
    picture = scene(7)
    flat = (picture * 0.25 + 60).astype(np.uint8)
    assert measure(picture, flat).contrast < 0.5
    assert measure(picture, lifted(picture, 0.5)).contrast < 0.9


def test_swapped_brightness_is_out_of_order() -> None:
    ramp = np.repeat(np.arange(200, dtype=np.uint8)[None, :, None], 3, 2).repeat(60, 0)
    assert measure(ramp, lifted(ramp, 0.5)).order < 100  # equal levels alone
    assert measure(ramp, ramp[:, ::-1].copy()).order > 900


def test_order_is_that_of_all_pairs() -> None:
    rng = np.random.default_rng(3)
    a, b = (rng.integers(0, 9, (50, 50), np.uint8) for _ in range(2))
    p, q = a.ravel(), b.ravel()
    plain = 1000 * np.mean((p[:, None] >= p) ^ (q[:, None] >= q))
    assert night._order(a, b) == pytest.approx(plain)


@pytest.mark.parametrize("size", [(1, 1), (2, 7), (9, 4), (30, 40)])
def test_means_over_windows_by_plain_definition(size: tuple[int, int]) -> None:
    x = np.random.default_rng(0).random(size)
    padded = np.pad(x, 3, "symmetric")
    plain = [[padded[i : i + 7, j : j + 7].mean() for j in range(size[1])] for i in range(size[0])]
    assert np.allclose(night.box_mean(x, 7), plain)


def test_what_does_not_apply_is_left_out_of_the_means() -> None:
    grey = np.full((40, 40, 3), 128, np.uint8)
    none = measure(grey, grey)
    assert all(math.isnan(getattr(none, n)) for n in ("hue", "saturation", "noise", "black", "contrast"))
    assert night.words(none)["hue"] is None and night.text(night.words(none))[0] == "blown 0.00 %"
    one = replace(NONE, hue=4.0)
    assert night.text(night.words(one)) == ["hue 4.0°"]
    assert night.mean([none, one]).hue == 4 and math.isnan(night.mean([none, one]).noise)
    assert night.worst([one]).hue == 4
    with pytest.raises(ValueError, match="no figures"):
        night.mean([])


def test_small_pictures_need_fewer_pixels() -> None:
    assert [night.enough(np.zeros((h, w, 3), np.uint8)) for h, w in ((1, 1), (48, 64), (800, 533))] == [
        1,
        31,
        200,
    ]
    tiny = np.zeros((1, 1, 3), np.uint8)
    assert measure(tiny, tiny).blown == 0
    with pytest.raises(ValueError, match="sizes differ"):
        measure(tiny, np.zeros((2, 1, 3), np.uint8))


def test_the_penalty_grows_with_what_was_not_wanted_alone() -> None:
    kept = replace(NONE, blown=0.0, hue=0.0)
    spoilt = replace(NONE, blown=1.0, hue=15.0)
    assert night.penalty([kept], [kept]) == 1 and night.penalty([spoilt], [spoilt]) == 1
    assert night.penalty([spoilt], [kept]) == pytest.approx(2.5)
    assert night.penalty([kept], [spoilt]) == 1  # too dark makes nothing good …
    assert night.penalty([kept, spoilt], [spoilt, kept]) == pytest.approx(
        1.75
    )  # … not of another photo either
    assert night.penalty([replace(kept, hue=math.nan)], [kept]) == 1
