"""What an export is said to weigh is near what it weighs."""

from pathlib import Path

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
