"""Edits beside their photos, copied and pasted onto several, as a person meets them in the window."""

from contextlib import nullcontext
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from pytestqt.qtbot import QtBot

from dce_studio import assets
from dce_studio.app.files.sidecar_writer import SidecarWriter
from dce_studio.app.state.together import like
from dce_studio.app.studio import Studio
from dce_studio.core.edit import Edit
from dce_studio.core.files import sidecar
from dce_studio.core.files.sidecar import SavedEdit, SidecarError, path_for
from dce_studio.core.geometry import Size
from dce_studio.ui.main_window import MainWindow
from dce_studio.ui.photos.export_dialog import ExportDialog
from dce_studio.ui.widgets.folders import home_of
from tests.core.shaping import rendered
from tests.ui.helpers import WAIT, MakePhoto, wait_enhanced, wait_photo

EDIT = Edit(iterations=5.5, gamma=1.2)


def _rest(window: MainWindow, qtbot: QtBot) -> None:
    """Until the pause in editing is over and all is written."""
    window.studio.keeping.edits.flush()
    qtbot.waitUntil(lambda: window.studio.jobs.is_idle, timeout=WAIT)


def _open(window: MainWindow, qtbot: QtBot, path: Path) -> None:
    window.studio.open([path])
    wait_photo(window, qtbot, path.name)


def test_an_edit_is_kept_and_found_again(
    opened: MainWindow, qtbot: QtBot, weights_file: Path, make_photo: MakePhoto
) -> None:
    path = opened.studio.path
    assert path is not None
    opened.document.propose(EDIT)
    assert not path_for(path).exists()  # editing has not rested yet
    qtbot.waitUntil(lambda: path_for(path).exists() and not opened.studio.keeping.edits.pending, timeout=WAIT)
    assert sidecar.read(path_for(path)) == SavedEdit(EDIT, str(weights_file), photo_size=Size(90, 60))
    opened.studio.close_photos(path)
    other = make_photo("other.png")
    opened.studio.open([other, path])
    wait_photo(opened, qtbot, "other.png")
    assert [entry.status for entry in opened.studio.library.entries] == ["", "edited"]
    opened.studio.step(1)
    wait_photo(opened, qtbot, path.name)
    assert opened.document.edit == EDIT
    assert not opened.document.can_undo


def test_what_is_pending_at_the_end_is_written(opened: MainWindow) -> None:
    opened.document.propose(EDIT)
    opened.close()
    opened.studio.close()
    assert opened.studio.path is not None
    assert sidecar.read(path_for(opened.studio.path)).edit == EDIT


def test_no_file_for_an_edit_that_changes_nothing_unless_asked_for(opened: MainWindow, qtbot: QtBot) -> None:
    path = opened.studio.path
    assert path is not None
    opened.document.propose(EDIT)
    opened.document.undo()
    _rest(opened, qtbot)
    assert not path_for(path).exists()
    assert opened.studio.library.entries[0].status == ""
    opened.actions_["save_edit"].trigger()
    _rest(opened, qtbot)
    assert path_for(path).exists()
    assert path_for(path).name in opened.reports.text.text()


def test_it_can_be_turned_off(opened: MainWindow, qtbot: QtBot) -> None:
    path = opened.studio.path
    assert path is not None
    opened.studio.keeping.keep_edits(False)
    opened.document.propose(EDIT)
    _rest(opened, qtbot)
    assert not path_for(path).exists()
    opened.studio.keeping.keep_edits(True)
    _rest(opened, qtbot)
    assert path_for(path).exists()


@pytest.mark.parametrize("content", ["{ damaged", '{"format": "dce-studio edit", "version": 99, "edit": {}}'])
def test_one_that_cannot_be_used_is_set_aside(
    window: MainWindow, qtbot: QtBot, make_photo: MakePhoto, content: str
) -> None:
    path = make_photo()
    path_for(path).write_text(content)
    _open(window, qtbot, path)
    assert window.document.edit == Edit()
    (message,) = window.reports.messages
    assert "set aside" in message
    window.document.propose(EDIT)
    _rest(window, qtbot)
    aside = path_for(path).with_name(path_for(path).name + ".set-aside-1")
    assert aside.read_text() == content
    assert sidecar.read(path_for(path)).edit == EDIT


def test_one_that_cannot_be_moved_is_not_written_over(
    window: MainWindow, qtbot: QtBot, make_photo: MakePhoto, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = make_photo()
    path_for(path).write_text("mine")
    monkeypatch.setattr(Path, "rename", _refuse)
    _open(window, qtbot, path)
    window.document.propose(EDIT)
    window.actions_["save_edit"].trigger()
    _rest(window, qtbot)
    assert path_for(path).read_text() == "mine"
    assert "in the way" in window.reports.messages[-1]


def _refuse(*args: object) -> None:
    raise OSError("no")


def test_a_folder_that_cannot_be_written_to_is_told_once(
    opened: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, make_photo: MakePhoto
) -> None:
    path = opened.studio.path
    assert path is not None

    def refuse(photo: Path, saved: SavedEdit) -> None:
        raise SidecarError(f"{photo} could not be saved: read-only.")

    with monkeypatch.context() as broken:
        broken.setattr(sidecar, "save", refuse)
        for iterations in (3, 4):
            opened.document.propose(Edit(iterations=iterations))
            _rest(opened, qtbot)
    assert len(opened.reports.messages) == 1
    _open(opened, qtbot, make_photo("other.png"))
    opened.studio.show(path)
    wait_photo(opened, qtbot, path.name)
    assert opened.document.edit == Edit(iterations=4)
    _rest(opened, qtbot)  # and once the folder can be written to, it is
    assert sidecar.read(path_for(path)).edit == Edit(iterations=4)


def test_export_all_uses_edits_of_photos_never_shown(
    window: MainWindow, qtbot: QtBot, make_photo: MakePhoto, tmp_path: Path
) -> None:
    first, second = make_photo("a.png"), make_photo("b.png")
    sidecar.save(second, SavedEdit(EDIT))
    window.studio.open([first, second])
    wait_enhanced(window, qtbot)
    entry = window.studio.library.entry(second)
    assert entry is not None
    assert entry.history.present.edit == EDIT
    photo, maps, out = window.document.photo, window.document.maps, tmp_path / "out"
    assert photo is not None and photo.path == first and maps is not None
    window.actions_["export_all"].trigger()
    dialog = next(d for d in window.findChildren(ExportDialog) if d.isVisible())
    dialog.apply({"format": "png"})
    dialog.folder.setText(str(out))
    dialog.name.setText("{name}")
    dialog.go.click()
    qtbot.waitUntil(lambda: (out / "b.png").exists() and window.studio.jobs.is_idle, timeout=WAIT)
    for name, edit in (("a", Edit()), ("b", EDIT)):  # the two are alike
        with Image.open(out / f"{name}.png") as picture:
            assert (np.asarray(picture) == rendered(photo, maps, edit)).all()


def test_paste_onto_several(opened: MainWindow, qtbot: QtBot, make_photo: MakePhoto) -> None:
    others = [make_photo("b.png"), make_photo("c.png")]
    opened.studio.library.add(others)
    opened.document.propose(EDIT)
    opened.actions_["copy_edit"].trigger()
    opened.document.undo()
    opened.filmstrip.selectAll()
    assert len(opened.filmstrip.selected()) == 3
    opened.actions_["paste"].trigger()
    assert opened.document.edit == EDIT
    _rest(opened, qtbot)
    for path in others:
        entry = opened.studio.library.entry(path)
        assert entry is not None
        assert (entry.history.present.edit, entry.status) == (EDIT, "edited")
        assert sidecar.read(path_for(path)).edit == EDIT


@pytest.mark.parametrize("shown_too", [True, False])
def test_one_undo_takes_a_paste_back_on_all(
    opened: MainWindow, qtbot: QtBot, make_photo: MakePhoto, shown_too: bool
) -> None:
    others, library = [make_photo("b.png"), make_photo("c.png"), make_photo("d.png")], opened.studio.library
    library.add(others)
    opened.document.propose(EDIT)
    opened.actions_["copy_edit"].trigger()
    opened.document.undo()
    shown = opened.studio.path
    assert shown is not None
    opened.commands.pasting.paste_onto([*([shown] if shown_too else []), *others])
    count = 4 if shown_too else 3
    assert f"{count} photos" in opened.reports.text.text()

    def edits() -> list[Edit]:
        return [entry.history.present.edit for entry in library.entries]

    pasted = [EDIT if shown_too else Edit(), EDIT, EDIT, EDIT]
    assert edits() == pasted
    opened.actions_["undo"].trigger()
    assert edits() == [Edit()] * 4 and f"Taken back on {count}" in opened.reports.text.text()
    _rest(opened, qtbot)
    assert not any(path_for(path).exists() and sidecar.read(path_for(path)).edit == EDIT for path in others)
    opened.actions_["redo"].trigger()
    assert edits() == pasted


def test_a_photo_that_went_on_keeps_what_it_got_since(opened: MainWindow, make_photo: MakePhoto) -> None:
    other, together = make_photo("b.png"), opened.studio.together
    opened.studio.library.add([other])
    assert opened.studio.path is not None
    together.apply([opened.studio.path, other], like(EDIT))
    together.apply([other], like(Edit(gamma=2)))
    opened.document.propose(Edit(iterations=3))
    opened.actions_["undo"].trigger()  # of the document alone
    assert opened.document.edit == EDIT
    opened.actions_["undo"].trigger()
    entry = opened.studio.library.entry(other)
    assert opened.document.edit == Edit() and entry is not None
    assert entry.history.present.edit == Edit(gamma=2)


def test_an_edit_of_other_weights_offers_them_from_the_first_photo_on(
    window: MainWindow, qtbot: QtBot, weights_file: Path, make_photo: MakePhoto
) -> None:
    first, second = make_photo("a.png"), make_photo("b.png")
    sidecar.save(first, SavedEdit(EDIT, "dce-slim"))
    window.studio.open([first, second])
    wait_photo(window, qtbot, "a.png")
    reports, asked = window.reports, "This edit was made with the weights dce-slim; those in use are even."
    assert reports.text.text() == asked and reports.offer.text() == "Use them"
    window.studio.noted.emit("Something else.")
    reports._note.timeout.emit()
    assert reports.text.text() == asked and reports.isVisible()
    window.studio.step(1)
    wait_photo(window, qtbot, "b.png")
    assert not reports.isVisible()
    window.studio.step(-1)
    wait_photo(window, qtbot, "a.png")
    assert reports.text.text() == asked and reports.isVisible()
    reports.offer.click()
    qtbot.waitUntil(lambda: window.document.weights == "dce-slim", timeout=WAIT)
    assert not reports.isVisible()


def test_closing_flushes_in_order(studio: Studio, tmp_path: Path, qtbot: QtBot) -> None:
    keeper = SidecarWriter(studio.jobs, studio)
    keeper.keep(tmp_path / "a.jpg", SavedEdit(EDIT))
    keeper.flush()
    keeper.keep(tmp_path / "a.jpg", SavedEdit(Edit(gamma=2)))
    qtbot.waitUntil(lambda: studio.jobs.is_idle, timeout=WAIT)
    assert keeper.pending == (tmp_path / "a.jpg",)  # the newer one is still to be written
    keeper.finish()
    assert sidecar.read(path_for(tmp_path / "a.jpg")).edit == Edit(gamma=2)


def test_nothing_is_written_beside_the_sample_photo(
    window: MainWindow, qtbot: QtBot, make_photo: MakePhoto, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "installed"
    folder.mkdir()
    sample = make_photo("sample.jpg").rename(folder / "sample.jpg")
    monkeypatch.setattr(assets, "sample_photo", lambda: nullcontext(sample))
    assets.is_sample.cache_clear()
    window.commands.open_sample()
    wait_photo(window, qtbot, "sample.jpg")
    window.document.propose(EDIT)
    window.actions_["save_edit"].trigger()
    assert "preset" in window.reports.text.text()
    _rest(window, qtbot)
    assert [path.name for path in folder.iterdir()] == ["sample.jpg"]
    assert window.studio.settings.recent == []
    window.studio.library.add([make_photo("own.png")])
    window.actions_["export_all"].trigger()
    dialog = next(d for d in window.findChildren(ExportDialog) if d.isVisible())
    assert [target.stem.split("_")[0] for target in dialog.targets()] == ["own"]
    assert home_of(sample) != folder
    dialog.close()
    assets.is_sample.cache_clear()
