"""For every test: no display, settings and logs of its own, no leaked thread, no unexpected Qt message."""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("OMP_NUM_THREADS", "1")

import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("unhurried", deadline=None)  # a busy machine is no fault
settings.load_profile("unhurried")

OFFSCREEN = r"This plugin does not support (propagateSizeHints|raise)\(\)"  # said by Qt's offscreen platform


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A Qt warning fails the test (pytest-qt)."""
    for item in items:
        item.add_marker(pytest.mark.qt_log_level_fail("WARNING"))
        item.add_marker(pytest.mark.qt_log_ignore(OFFSCREEN, extend=True))


@pytest.fixture(autouse=True)
def _own_folders(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings, caches and logs in a folder of the test's own."""
    home = tmp_path_factory.mktemp("home")
    for name in ("XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "DCE_STUDIO_HOME"):
        monkeypatch.setenv(name, str(home / name.lower()))
    if "PySide6.QtCore" in sys.modules:
        _own_settings(home)


def _own_settings(folder: Path) -> None:
    from PySide6.QtCore import QSettings

    QSettings.setDefaultFormat(QSettings.Format.IniFormat)
    for scope in (QSettings.Scope.UserScope, QSettings.Scope.SystemScope):
        QSettings.setPath(QSettings.Format.IniFormat, scope, str(folder))


@pytest.fixture(autouse=True, scope="session")
def _loops_are_listed() -> Iterator[None]:
    """The bundle has no compiler: each loop that a test called is among those that are compiled for it."""
    yield
    loops = {name: module for name, module in sys.modules.items() if name.startswith("dce_studio.core.")}
    if "dce_studio.core.compiled" not in loops:
        return
    from tests.bundle import script

    listing = script("loops")
    called = {line for module in loops.values() for line in listing.in_use(vars(module), False)}
    missing = sorted(called - set(listing.listed()))
    assert not missing, "resources/bundle/loops.txt does not list\n" + "\n".join(missing)


@pytest.fixture(autouse=True)
def _no_leaked_threads() -> Iterator[None]:
    """Whatever thread a test starts, it ends."""
    before = set(threading.enumerate())
    yield
    left = [
        t
        for t in threading.enumerate()
        if t not in before and t.is_alive() and not isinstance(t, threading._DummyThread)
    ]
    assert not left, f"threads left running: {left}"
