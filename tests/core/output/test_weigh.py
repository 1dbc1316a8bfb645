"""What an export is said to weigh is near what it weighs."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from dce_studio.core.edit import Edit
from dce_studio.core.files import write_photo
from dce_studio.core.files.write import WriteOptions
from dce_studio.core.geometry import Framing
from dce_studio.core.output import weigh as weighing
from dce_studio.core.output.finish import finished
from dce_studio.core.output.options import Output
from dce_studio.core.render.framing import framed
from dce_studio.core.render.rendering import render
from dce_studio.core.render.shape import shaped
from tests.core import make
from tests.core.render.test_rendering import maps_for


@pytest.mark.parametrize("name", ["jpg", "png", "jxl"])
@pytest.mark.parametrize("output", [Output(), Output(long_edge=200, profile="srgb")])
@pytest.mark.parametrize("tilt", [0.0, -6.0])
def test_it_is_exact_for_a_small_photo_and_near_for_a_large(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, output: Output, tilt: float
) -> None:
    photo = make.photo(480, 360)
    edit = Edit().framed(Framing(0.1, 0, 1, 1, 1, tilt=tilt))
    maps = shaped(photo, maps_for(photo, 8, 6), edit)
    options = WriteOptions(format=name)
    pixels = render(photo, maps, edit, edit.framing.box(photo.size))
    write_photo(finished(framed(photo, pixels, edit.framing), output), tmp_path / f"o.{name}", options)
    length = (tmp_path / f"o.{name}").stat().st_size
    assert weighing.weigh(photo, maps, edit, output, options) == length
    monkeypatch.setattr(weighing, "MOST", 40_000)
    assert weighing.weigh(photo, maps, edit, output, options) == pytest.approx(length, rel=0.35)


def test_noise_is_weighed_as_it_is_straightened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What lies between pixels has less noise: untilted places would tell a sixth too much."""
    photo, options = make.photo(900, 600), WriteOptions(format="jpg")
    noise = np.random.default_rng(0).normal(60, 8, photo.pixels.shape).clip(0, 255).astype(np.uint8)
    photo = replace(photo, pixels=noise)
    monkeypatch.setattr(weighing, "MOST", 100_000)

    def told(tilt: float) -> float:
        """How much more it is told to be than it is: each place has a head of its own."""
        edit = Edit(iterations=0).framed(Framing(0.1, 0.1, 0.9, 0.9, tilt=tilt))
        maps = shaped(photo, maps_for(photo, 8, 6), edit)
        pixels, path = render(photo, maps, edit, edit.framing.box(photo.size)), tmp_path / f"{tilt}.jpg"
        write_photo(framed(photo, pixels, edit.framing), path, options)
        return weighing.weigh(photo, maps, edit, Output(), options) / path.stat().st_size

    assert told(4.0) == pytest.approx(told(0.0), rel=0.04)
