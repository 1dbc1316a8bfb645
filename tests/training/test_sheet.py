"""The contact sheet: what stands where, and that it stays small and whole."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from dce_studio.core.errors import PhotoError
from dce_studio.training import sheet

COLOURS = ((200, 0, 0), (0, 200, 0), (0, 0, 200))


def strip(
    cells: int, height: int = 60, width: int = 90, edge: int = 48, name: str = "night.jpg"
) -> sheet.Strip:
    """Pictures of one colour each."""
    plain = [np.full((height, width, 3), colour, np.uint8) for colour in COLOURS[:cells]]
    return tuple(sheet.cell(pixels, (name, "blown 0.00 %"), edge) for pixels in plain)


def boxes(image: Image.Image, colour: tuple[int, ...]) -> tuple[int, int, int, int]:
    """Left, top, right, bottom of what has that colour."""
    rows, columns = np.nonzero((np.asarray(image) == colour).all(2))
    return int(columns.min()), int(rows.min()), int(columns.max()) + 1, int(rows.max()) + 1


def test_results_stand_beside_their_input_at_the_size_asked_for() -> None:
    image = sheet.draw([strip(3)], 48)
    found = [boxes(image, colour) for colour in COLOURS]
    assert all(right - left == 48 and bottom - top == 32 for left, top, right, bottom in found)
    assert len({top for _, top, _, _ in found}) == 1 and [b[0] for b in found] == sorted(b[0] for b in found)
    assert image.getpixel((0, 0)) == (24, 24, 24)
    below = np.asarray(image)[found[0][3] :]
    assert below.max() > 150  # the caption


def test_many_photos_stand_side_by_side() -> None:
    one, many = (sheet.draw([strip(2)] * count, 48) for count in (1, 60))
    assert many.width > 3 * one.width and 0.5 < many.width / many.height < 2


def test_pictures_of_very_many_photos_are_smaller() -> None:
    assert sheet.edge_for(41, 2) == sheet.EDGE and sheet.edge_for(0, 2) == sheet.EDGE
    edge = sheet.edge_for(1000, 3)
    assert 48 <= edge < sheet.EDGE and edge**2 * 3000 <= sheet.MOST


def test_any_name_can_be_written() -> None:
    assert sheet.draw([strip(2, name="\udcff" + "夜" * 200)], 48).size == sheet.draw([strip(2)], 48).size


def test_small_photos_stay_small() -> None:
    assert strip(1, 5, 7)[0].picture.size == (7, 5)


def test_a_sheet_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(PhotoError, match="could not be saved"):
        sheet.write(tmp_path / "gone" / "a.png", [strip(1)], 48)
    sheet.write(tmp_path / "a.png", [strip(1)], 48)
    with Image.open(tmp_path / "a.png") as image:
        assert image.format == "PNG" and image.size == sheet.draw([strip(1)], 48).size
