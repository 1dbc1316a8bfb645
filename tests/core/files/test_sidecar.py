"""Edits kept as files: found again, never lost."""

import json
from pathlib import Path

import pytest

from dce_studio.core.edit import Edit
from dce_studio.core.files import sidecar
from dce_studio.core.files.sidecar import SavedEdit, SidecarError


def test_an_edit_is_found_again_and_reads_well(tmp_path: Path) -> None:
    photo = tmp_path / "photo.jpg"
    saved = SavedEdit(Edit(iterations=5.5, gamma=1.2, detail=128), "dce-pp")
    sidecar.save(photo, saved)
    path = tmp_path / "photo.jpg.dce.json"
    assert sidecar.find(photo) == sidecar.Found(saved)
    content = json.loads(path.read_text("utf-8"))
    assert content["version"] == 3 and content["edit"]["iterations"] == 5.5 and content["weights"] == "dce-pp"
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
        ('{"format": "dce-studio edit", "version": 4, "edit": {}}', "newer"),
        ('{"format": "dce-studio edit", "version": 1, "edit": {"sparkle": 1}}', "newer"),
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
