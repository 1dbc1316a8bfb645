"""Settings come back as they were left, and nonsense in them becomes the default."""

from pathlib import Path

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from dce_studio.app.settings import AUTO_TARGET, BRUSH_SIZE, BRUSH_SOFTNESS, RECENT, Remembered, Settings
from dce_studio.app.studio import Studio
from dce_studio.core.files.limits import MEGAPIXELS


def test_they_come_back() -> None:
    settings = Settings()
    settings.theme, settings.mode, settings.weights, settings.device = "light", "single", "dce-pp", "cpu"
    settings.set_export_choice("format", "png")
    again = Settings()
    assert (again.theme, again.mode, again.weights, again.device) == ("light", "single", "dce-pp", "cpu")
    assert again.export_choice("format", "jpg") == "png"


def test_recent_photos_are_few_and_the_newest_first() -> None:
    settings = Settings()
    for n in range(RECENT + 5):
        settings.add_recent(Path(f"{n}.jpg"))
    settings.add_recent(Path(f"{RECENT}.jpg"))
    assert settings.recent[:2] == [Path(f"{RECENT}.jpg"), Path(f"{RECENT + 4}.jpg")]
    assert len(settings.recent) == RECENT
    settings.clear_recent()
    assert settings.recent == []


def test_one_recent_photo_is_still_a_list() -> None:
    settings = Settings()
    settings.add_recent(Path("one.jpg"))
    settings.store.sync()
    assert Settings().recent == [Path("one.jpg")]


def test_nonsense_becomes_the_default() -> None:
    store = QSettings(QSettings.defaultFormat(), QSettings.Scope.UserScope, "DCE Studio", "DCE Studio")
    store.setValue("view/theme", "purple")
    store.setValue("window/geometry", "no bytes")
    store.sync()
    assert Settings().theme == "dark"
    assert Settings().geometry.isEmpty()


def test_each_setting_has_its_own_place_and_default() -> None:
    kept = [value for value in vars(Settings).values() if isinstance(value, Remembered)]
    assert len({value.key for value in kept}) == len(kept) == 23
    settings = Settings()
    for name, value in vars(Settings).items():
        if isinstance(value, Remembered):
            assert getattr(settings, name) == value.default, name


def test_switches_and_numbers_come_back_and_stay_in_their_range() -> None:
    settings = Settings()
    settings.keep_edits, settings.auto_target = False, 0.35
    assert (Settings().keep_edits, Settings().auto_target) == (False, 0.35)
    for key, value in (("edits/keep", "perhaps"), ("edits/auto", "7"), ("files/megapixels", "many")):
        settings.store.setValue(key, value)
    again = Settings()
    assert (again.keep_edits, again.auto_target, again.megapixels) == (True, AUTO_TARGET, MEGAPIXELS)


def test_the_brush_comes_back_as_it_was() -> None:
    settings = Settings()
    settings.brush_size, settings.brush_softness = 0.35, 0.0
    assert (Settings().brush_size, Settings().brush_softness) == (0.35, 0.0)
    for key, value in (("local/brush-size", "51"), ("local/brush-softness", "soft")):
        settings.store.setValue(key, value)
    assert (Settings().brush_size, Settings().brush_softness) == (BRUSH_SIZE, BRUSH_SOFTNESS)


def on_disk(settings: Settings) -> bytes:
    file = Path(settings.store.fileName())
    return file.read_bytes() if file.exists() else b""


def test_nothing_is_written_in_the_event_loop(qapp: QApplication) -> None:
    settings, told = Settings(), []
    settings.changed = lambda: told.append(1)
    settings.add_recent(Path("loop.jpg"))
    qapp.processEvents()
    assert (b"loop.jpg" in on_disk(settings), told) == (False, [1])
    settings.store.sync()
    assert b"loop.jpg" in on_disk(settings)


def test_the_studio_has_them_written_and_writes_the_last_itself(qtbot: QtBot) -> None:
    settings = Settings()
    studio = Studio(settings)
    settings.add_recent(Path("worker.jpg"))
    qtbot.waitUntil(lambda: b"worker.jpg" in on_disk(settings))
    settings.add_recent(Path("end.jpg"))
    studio.close()
    assert b"end.jpg" in on_disk(settings)
