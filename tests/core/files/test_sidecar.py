"""Edits kept as files: found again, never lost."""

import json
from pathlib import Path

import numpy as np
import pytest

from dce_studio.core.edit import Edit
from dce_studio.core.files import sidecar
from dce_studio.core.files.sidecar import SavedEdit, SidecarError
from dce_studio.core.geometry import Framing, Size
from dce_studio.core.local.values import (
    LONGEST_NAME,
    MOST,
    MOST_POINTS,
    MOST_STROKES,
    Brush,
    Local,
    Stroke,
)
from tests.core.analysis.samples import make_maps, make_photo
from tests.core.local.test_values import ALL
from tests.core.shaping import rendered


def test_an_edit_is_found_again_and_reads_well(tmp_path: Path) -> None:
    photo = tmp_path / "photo.jpg"
    saved = SavedEdit(Edit(iterations=5.5, gamma=1.2, detail=128), "dce-pp")
    sidecar.save(photo, saved)
    path = tmp_path / "photo.jpg.dce.json"
    assert sidecar.find(photo) == sidecar.Found(saved)
    content = json.loads(path.read_text("utf-8"))
    assert (
        content["version"] == sidecar.VERSION
        and content["edit"]["iterations"] == 5.5
        and content["weights"] == "dce-pp"
    )
    assert [p.name for p in tmp_path.iterdir()] == [path.name]


def test_no_sidecar_is_nothing_to_tell(tmp_path: Path) -> None:
    assert sidecar.find(tmp_path / "photo.jpg") == sidecar.Found()


def test_missing_fields_have_their_defaults_and_presets_have_names(tmp_path: Path) -> None:
    path = tmp_path / "preset.json"
    path.write_text(
        '{"format": "dce-studio edit", "version": 2, "name": "Night", "edit": {"gamma": 2}}', "utf-8"
    )
    assert sidecar.read(path) == SavedEdit(Edit(gamma=2.0), name="Night")


def test_an_edit_of_the_first_version_looks_as_it_did(tmp_path: Path) -> None:
    """It had no Keep colour, which is 0 then, and a control that is gone."""
    path = tmp_path / "old.json"
    path.write_text(
        '{"format": "dce-studio edit", "version": 1, "edit": {"gamma": 2, "protection": 0.5}}', "utf-8"
    )
    assert sidecar.read(path).edit == Edit(gamma=2.0, keep_colour=0.0)


SECOND = """{
  "format": "dce-studio edit",
  "version": 2,
  "weights": "dce",
  "edit": {
    "iterations": 6.5,
    "strength": 1.2,
    "keep_colour": 0.4,
    "gamma": 0.9,
    "red": 1.1,
    "green": 1.0,
    "blue": 0.8,
    "coupling": 0.25,
    "smoothing": 0.5,
    "detail": 128
  }
}
"""
"""A sidecar as the program wrote it at the second version, to the letter."""

ITS_RESULT = """
   2  23 246 183  10 104 113  37 221  25 106 168 118 170 245 254  25 122
 163  28   0 247  29  30 247 143 112 236   0 198  63   6 194 244  19 118
  46  49 247 143  96  79  96   8 123 245 131 182 244 209 183 211 213  35
 162  73  39 186  55 214 193   9 112  69 221   4  26  86  61 237  55  16
"""
"""And what that version made with it of the photo below: R, G and B of its rows 0 and 3."""


def test_an_edit_of_the_second_version_looks_as_it_did(tmp_path: Path) -> None:
    path = tmp_path / "photo.jpg.dce.json"
    path.write_text(SECOND, "utf-8")
    edit = sidecar.read(path).edit
    assert edit == Edit(6.5, 1.2, 0.4, gamma=0.9, red=1.1, blue=0.8, coupling=0.25, smoothing=0.5, detail=128)
    photo = make_photo(3, 12, 4)
    result = rendered(photo, make_maps(photo, 3, guided=True), edit)
    wanted = np.array(ITS_RESULT.split(), int).reshape(2, 12, 3)
    assert np.abs(result[::3].astype(int) - wanted).max() <= 1  # other machines round some values otherwise


def test_a_frame_and_tones_are_found_again(tmp_path: Path) -> None:
    photo = tmp_path / "photo.jpg"
    edit = Edit(black=0.1, temperature=-20.5, tint=3).framed(Framing(0.1, 0.25, 0.9, 1, 3, True))
    sidecar.save(photo, SavedEdit(edit))
    assert sidecar.find(photo).saved == SavedEdit(edit)
    assert sidecar.of_text(sidecar.text_of(SavedEdit(edit))) == SavedEdit(edit)
    assert "tilt" not in sidecar.path_for(photo).read_text("utf-8")  # as programs without one write it
    assert sidecar.of_text('{"framing": {"nothing": 1}}') is None
    tilted = SavedEdit(Edit().framed(Framing(0.1, 0.25, 0.9, 1, tilt=-2.5)))
    sidecar.save(photo, tilted)
    assert sidecar.find(photo).saved == tilted


def test_the_size_of_the_photo_is_found_again_and_checked(tmp_path: Path) -> None:
    photo = tmp_path / "photo.jpg"
    saved = SavedEdit(Edit(gamma=2), photo_size=Size(6000, 4000))
    sidecar.save(photo, saved)
    assert sidecar.find(photo).saved == saved
    text = sidecar.text_of(saved)
    for size in (
        "[6000]",
        "[0, 4000]",
        "[6000, 4e3]",
        "[true, 1]",
        "[1, 1e999]",
        '"6000"',
        f"[1, {1 << 40}]",
    ):
        assert "[6000, 4000]" in text and sidecar.of_text(text.replace("[6000, 4000]", size)) is None, size


THIRD = """{
  "format": "dce-studio edit",
  "version": 3,
  "weights": "dce",
  "edit": {
    "iterations": 6.5,
    "strength": 1.2,
    "keep_colour": 0.4,
    "noise": 0.25,
    "colour_noise": 0.0,
    "gamma": 0.9,
    "black": 0.02,
    "temperature": -20.5,
    "tint": 3.0,
    "red": 1.1,
    "green": 1.0,
    "blue": 0.8,
    "coupling": 0.0,
    "smoothing": 0.0,
    "detail": 64,
    "framing": {
      "left": 0.1,
      "top": 0.25,
      "right": 0.9,
      "bottom": 1.0,
      "turns": 3,
      "mirrored": true
    }
  }
}
"""
"""A sidecar as the program wrote it at the third version, to the letter."""


def test_an_edit_of_the_third_version_opens_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "photo.jpg.dce.json"
    path.write_text(THIRD, "utf-8")
    assert sidecar.read(path).edit == Edit(
        6.5, 1.2, 0.4, 0.25, gamma=0.9, black=0.02, temperature=-20.5, tint=3.0, red=1.1, blue=0.8,
        framing=Framing(0.1, 0.25, 0.9, 1, 3, True),
    )  # fmt: skip


def test_local_strengths_are_found_again_a_point_a_line(tmp_path: Path) -> None:
    photo = tmp_path / "photo.jpg"
    edit = Edit(gamma=2).with_locals(*ALL, Local(Brush(), 0.1, "a [\n 1,\n 2\n] b"))
    sidecar.save(photo, SavedEdit(edit))
    assert sidecar.find(photo).saved == SavedEdit(edit)
    assert " [30.0, 4.25]\n" in sidecar.path_for(photo).read_text("utf-8")
    assert sidecar.of_text(sidecar.text_of(SavedEdit(edit))) == SavedEdit(edit)


def test_the_most_points_and_strokes_can_be_read_again(tmp_path: Path) -> None:
    photo = tmp_path / "photo.jpg"
    point, each = (-123456.12345678901, -1.2345678901234567e-05), MOST_POINTS // MOST_STROKES
    brush = Brush((Stroke((point,) * each, 123.45678901234567, 0.12345678901234567),) * MOST_STROKES)
    edit = Edit().with_locals(Local(brush, 0.5), *[Local(Brush(), 0.5, "\x01" * LONGEST_NAME)] * (MOST - 1))
    sidecar.save(photo, SavedEdit(edit))
    assert sidecar.find(photo).saved == SavedEdit(edit)


@pytest.mark.parametrize(
    ("content", "because"),
    [
        ("", "damaged"),
        ("\x00\xff", "damaged"),
        ("[" * 100000, "damaged"),
        ("[]", "no edit"),
        ('{"format": "other"}', "no edit"),
        ('{"format": "dce-studio edit", "version": 1}', "damaged"),
        ('{"format": "dce-studio edit", "version": 1, "edit": {"gamma": 99}}', "damaged"),
        ('{"format": "dce-studio edit", "version": 1, "edit": {"gamma": NaN}}', "damaged"),
        ('{"format": "dce-studio edit", "version": 1, "edit": {"gamma": "2"}}', "damaged"),
        ('{"format": "dce-studio edit", "version": 1, "edit": {"gamma": true}}', "damaged"),
        ('{"format": "dce-studio edit", "version": 1, "weights": 3, "edit": {}}', "damaged"),
        ('{"format": "dce-studio edit", "version": 99, "edit": {}}', "newer"),
        ('{"format": "dce-studio edit", "version": 3, "edit": {"framing": {"wobble": 1}}}', "newer"),
        ('{"format": "dce-studio edit", "version": 3, "edit": {"framing": {"left": 2}}}', "damaged"),
        ('{"format": "dce-studio edit", "version": 4, "edit": {"framing": {"tilt": 46}}}', "damaged"),
        ('{"format": "dce-studio edit", "version": 3, "edit": {"framing": {"turns": 0.5}}}', "damaged"),
        ('{"format": "dce-studio edit", "version": 3, "edit": {"framing": 1}}', "damaged"),
        ('{"format": "dce-studio edit", "version": 1, "edit": {"sparkle": 1}}', "newer"),
        ('{"format": "dce-studio edit", "version": 4, "edit": {"locals": {}}}', "damaged"),
        ('{"format": "dce-studio edit", "version": 4, "edit": {"locals": [1]}}', "damaged"),
        ('{"format": "dce-studio edit", "version": 4, "edit": {"locals": [{"shine": 1}]}}', "newer"),
        (
            '{"format": "dce-studio edit", "version": 4, "edit": {"locals": '
            '[{"amount": 0.5, "shape": {"kind": "star"}}]}}',
            "newer",
        ),
    ],
)
def test_a_broken_or_newer_one_is_set_aside_whole(tmp_path: Path, content: str, because: str) -> None:
    photo = tmp_path / "photo.jpg"
    path = sidecar.path_for(photo)
    path.write_bytes(content.encode("latin-1"))
    with pytest.raises(SidecarError, match=because):
        sidecar.read(path)
    found = sidecar.find(photo)
    aside = tmp_path / "photo.jpg.dce.json.set-aside-1"
    assert found.saved is None and because in found.message and aside.name in found.message
    assert aside.read_bytes() == content.encode("latin-1") and not path.exists()
    path.write_text("{", "utf-8")
    assert "set-aside-2" in sidecar.find(photo).message


def test_what_cannot_be_written_says_so(tmp_path: Path) -> None:
    with pytest.raises(SidecarError, match="could not be saved"):
        sidecar.save(tmp_path / "none" / "photo.jpg", SavedEdit(Edit()))
