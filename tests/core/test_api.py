"""The public interface: complete, typed, documented, and it does what its example says."""

import inspect
from dataclasses import replace
from pathlib import Path
from typing import get_type_hints

import numpy as np
import pytest
from PIL import Image

import dce_studio as dce
from dce_studio.core import api
from dce_studio.core.analysis.probing import pixel_curves
from dce_studio.core.edit import Edit
from tests.core import make
from tests.core.analysis.samples import make_maps, make_photo


def test_the_package_gives_all_of_it() -> None:
    assert set(dce.__all__) == {*api.__all__, "__version__"}
    for name in api.__all__:
        assert getattr(dce, name) is getattr(api, name)
    with pytest.raises(AttributeError, match="nothing"):
        _ = dce.nothing  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", api.__all__)
def test_it_is_typed_and_documented(name: str) -> None:
    thing = getattr(api, name)
    assert thing.__doc__
    if inspect.isfunction(thing):
        assert set(get_type_hints(thing)) == {*inspect.signature(thing).parameters, "return"}


def test_a_photo_is_read_enhanced_and_written(tmp_path: Path) -> None:
    path = tmp_path / "night.png"
    Image.fromarray(np.full((24, 32, 3), (20, 16, 12), np.uint8)).save(path)
    photo = dce.load(path)
    maps = dce.estimate(photo, device="cpu")
    pixels = dce.render(photo, maps, dce.Edit(iterations=6.5, gamma=1.1))
    assert pixels.shape == (24, 32, 3) and pixels.dtype == np.uint8 and pixels.mean() > photo.pixels.mean()
    part = dce.render(photo, maps, dce.Edit(iterations=6.5, gamma=1.1), dce.Box(4, 2, 8, 6))
    np.testing.assert_array_equal(part, pixels[2:8, 4:12])
    reading = dce.probe(photo, maps, 5, 3, dce.Edit(iterations=6.5, gamma=1.1))
    assert np.abs(reading.after * 255 - pixels[3, 5]).max() <= 0.51
    assert dce.save(photo, pixels, tmp_path / "out.png") == ()
    np.testing.assert_array_equal(np.asarray(Image.open(tmp_path / "out.png")), pixels)
    with pytest.raises(dce.StudioError, match="never written to"):
        dce.save(photo, pixels, path, overwrite=True)


def test_local_strengths_are_rendered_and_read() -> None:
    photo = make.photo(40, 20)
    maps = api.estimate(photo)
    edit = api.Edit(locals=(api.Local(api.Radial((10, 10), (500, 500), softness=0), -1.0),))
    assert np.array_equal(api.render(photo, maps, edit), photo.pixels)
    assert (api.probe(photo, maps, 3, 3, edit).applied == 0).all()


def test_a_framing_crops_and_turns_what_is_rendered(tmp_path: Path) -> None:
    photo = make.photo(40, 20)
    photo = replace(photo, alpha=photo.pixels[..., 0].copy())
    maps = api.estimate(photo)
    framing = api.Framing(0.25, 0, 1, 0.5, 1)
    pixels = api.render(photo, maps, api.Edit(framing=framing))
    whole = api.render(photo, maps)
    assert np.array_equal(pixels, np.rot90(whole[:10, 10:], -1))
    assert np.array_equal(
        api.render(photo, maps, api.Edit(framing=framing), api.Box(0, 0, 4, 4)), whole[:4, :4]
    )
    api.save(photo, pixels, tmp_path / "o.png", framing=framing)
    assert api.load(tmp_path / "o.png").size == (10, 30)
    with pytest.raises(ValueError, match="framing"):
        api.save(photo, pixels, tmp_path / "p.png")


def test_a_tilt_straightens_what_is_rendered_at_any_size() -> None:
    photo = make.photo(90, 60)
    maps = api.estimate(photo)
    edit = api.Edit(framing=api.Framing(0.1, 0.1, 0.9, 0.9, 1, tilt=5.0))
    pixels = api.render(photo, maps, edit)
    upright = edit.framing.placed(photo.size).upright
    assert pixels.shape == (upright.width, upright.height, 3)
    small = api.render(photo, maps, edit, size=api.Size(upright.width // 2, upright.height // 2))
    assert small.shape == (upright.width // 2, upright.height // 2, 3)
    assert small.mean() == pytest.approx(pixels.mean(), rel=0.1)  # the curve of averages


def test_the_api_renders_and_probes():
    photo = make_photo()
    maps = make_maps(photo)
    pixels = dce.render(photo, maps, dce.Edit(iterations=4))
    reading = dce.probe(photo, maps, 2, 3, dce.Edit(iterations=4))
    np.testing.assert_array_equal(np.floor(reading.after * 255 + 0.5), pixels[3, 2])
    assert pixel_curves(reading.estimated, Edit()).count == 1
    with pytest.raises(AttributeError, match="no attribute"):
        _ = dce.nothing
