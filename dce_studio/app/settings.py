"""What is remembered between sessions: a typed face of QSettings. Read on the GUI thread only.

Qt would write the file in the event loop as soon as something has changed, and wait there until the disk has
it, which holds the window for 20 ms, or for 300 where the disk is busy. So `Writer` does, a little later.
"""

import atexit
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, Literal, TypeVar, get_args

from PySide6.QtCore import QByteArray, QCoreApplication, QEvent, QObject, QSettings, QThread, QTimer
from shiboken6 import isValid

from dce_studio.app.state.arrangement import ORDERS, SHOWN, Arrangement, Order, ShownPhotos
from dce_studio.core.edit import AUTO_TARGET
from dce_studio.core.files.limits import MEGAPIXELS
from dce_studio.core.files.metadata.rating import MOST

RECENT = 12
AUTO_RANGE = 0.1, 0.9
MEGAPIXELS_RANGE = (1.0, 10_000.0)
BRUSH_SIZE, BRUSH_SIZES = 4.0, (0.02, 50.0)  # its radius, in per cent of the photo's long edge
BRUSH_SOFTNESS = 0.5  # the share of the radius over which it fades
REST_MS = 1000  # settings are written when none has changed for so long

Theme = Literal["system", "dark", "light"]
T = TypeVar("T")


@dataclass(frozen=True)
class Remembered(Generic[T]):
    """An attribute of Settings that is kept in the store under `key`.

    default: its value at first, and where what is stored makes no sense. read: the stored value as the
    attribute's, or None where it is unusable. write: the attribute's value as it is stored.
    """

    key: str
    default: T
    read: Callable[[object], T | None]
    write: Callable[[T], object]

    def __get__(self, settings: "Settings", owner: type | None = None) -> T:
        value = self.read(settings.store.value(self.key))
        return self.default if value is None else value

    def __set__(self, settings: "Settings", value: T) -> None:
        settings.put(self.key, self.write(value))


def _text(key: str, default: str = "") -> Remembered[str]:
    return Remembered(key, default, lambda value: value if isinstance(value, str) else None, str)


def _flag(key: str, default: bool) -> Remembered[bool]:
    return Remembered(
        key, default, lambda value: {"0": False, "1": True}.get(str(value)), lambda value: str(int(value))
    )


def _bytes(key: str) -> Remembered[QByteArray]:
    return Remembered(key, QByteArray(), lambda v: v if isinstance(v, QByteArray) else None, lambda v: v)


def _number(key: str, default: float, low: float, high: float) -> Remembered[float]:
    def read(value: object) -> float | None:
        try:
            number = float(str(value))
        except ValueError:
            return None
        return number if low <= number <= high else None

    return Remembered(key, default, read, "{:g}".format)


def _whole(key: str, default: int, low: int, high: int) -> Remembered[int]:
    known = {str(number): number for number in range(low, high + 1)}
    return Remembered(key, default, lambda value: known.get(str(value)), str)


def _choice(key: str, default: T, choices: tuple[T, ...]) -> Remembered[T]:
    return Remembered(key, default, lambda value: next((c for c in choices if c == value), None), lambda v: v)


def _paths(value: object) -> list[Path]:
    """A list of one path comes back from some stores as its text."""
    texts = [value] if isinstance(value, str) else value if isinstance(value, list) else []
    return [Path(str(text)) for text in texts if text]


def _list(key: str) -> Remembered[list[Path]]:
    return Remembered(key, [], _paths, lambda paths: [str(path) for path in paths])


class Store(QSettings):
    """Where the values are. Nothing but `sync`, its end and a `Writer` writes them to the disk."""

    def event(self, event: QEvent) -> bool:
        return event.type() == QEvent.Type.UpdateRequest or super().event(event)


def _place() -> tuple[QSettings.Format, QSettings.Scope, str, str]:
    return QSettings.defaultFormat(), QSettings.Scope.UserScope, "DCE Studio", "DCE Studio"


class Settings:
    """Each attribute is one remembered value; `store` is where they are.

    changed: called after each that was set.
    """

    # The window
    geometry = _bytes("window/geometry")  # its place; empty at first
    layout = _bytes("window/layout")  # where the docks are; empty at first
    theme: Remembered[Theme] = _choice("view/theme", "dark", get_args(Theme))
    display_profile = _text("view/display-profile")  # the file of the display's; "" for the system's
    mode = _text("view/mode", "split-vertical")  # how the canvas compares
    guide = _text("view/guide", "thirds")  # the lines over a crop
    brush_size = _number("local/brush-size", BRUSH_SIZE, *BRUSH_SIZES)
    brush_softness = _number("local/brush-softness", BRUSH_SOFTNESS, 0.0, 1.0)
    first_steps = _flag("view/first-steps", True)  # whether the card that explains them is shown
    strip_shown: Remembered[ShownPhotos] = _choice(
        "strip/shown", "all", SHOWN
    )  # which photos the strip shows
    strip_stars = _whole("strip/stars", 0, 0, MOST)  # those rated so or better
    strip_order: Remembered[Order] = _choice("strip/order", "opened", ORDERS)
    strip_backwards = _flag("strip/backwards", False)
    # The model
    weights = _text("model/weights")  # by name or path; "" for the default ones
    device = _text("model/device", "auto")  # the device asked for
    # Edits
    keep_edits = _flag("edits/keep", True)  # whether they are written beside their photos by themselves
    auto_target = _number("edits/auto", AUTO_TARGET, *AUTO_RANGE)  # mean brightness, of the encoded range
    # Files
    megapixels = _number("files/megapixels", MEGAPIXELS, *MEGAPIXELS_RANGE)  # the largest photo opened
    folder = _text("files/folder")  # where the last photo was opened; "" at first
    recent = _list("files/recent")
    reopen = _flag("session/reopen", False)  # whether the photos of last time are opened at the start
    session = _list("session/photos")  # those that are open
    session_shown = _list("session/shown")  # the one of them on the canvas, or none

    def __init__(self) -> None:
        self.store = Store(*_place())
        self.changed: Callable[[], object] = lambda: None

    def put(self, key: str, value: object) -> None:
        """Remember a value as it is stored."""
        self.store.setValue(key, value)
        self.changed()

    @property
    def arrangement(self) -> Arrangement:
        """Which photos the strip shows, and in which order."""
        return Arrangement(self.strip_shown, self.strip_stars, self.strip_order, self.strip_backwards)

    @arrangement.setter
    def arrangement(self, value: Arrangement) -> None:
        self.strip_shown, self.strip_stars = value.shown, value.stars
        self.strip_order, self.strip_backwards = value.order, value.backwards

    def add_recent(self, path: Path) -> None:
        """Put this photo at the beginning of those opened last."""
        self.recent = [path, *(other for other in self.recent if other != path)][:RECENT]

    def clear_recent(self) -> None:
        """Forget the photos opened."""
        self.store.remove("files/recent")
        self.changed()

    def export_choice(self, name: str, default: str) -> str:
        """Return a choice of the export dialog as it was left."""
        value = self.store.value(f"export/{name}", default)
        return value if isinstance(value, str) else default

    def set_export_choice(self, name: str, value: str) -> None:
        """Remember a choice of the export dialog."""
        self.put(f"export/{name}", value)


class Writer(QObject):
    """Writes what was set to the disk, in a thread of Qt's own.

    In one of Python's the interpreter's lock would be held until the disk has it, and the window with it.
    """

    def __init__(self, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thread = QThread(self)
        self._store = QSettings(*_place())  # made here and now: making one writes what is new
        self._store.moveToThread(self._thread)
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self._write)
        settings.changed = self._rest.start
        atexit.register(_stop, self._thread)  # where nobody finishes: Qt aborts on a thread that runs still

    def finish(self) -> None:
        """Write what is left, here. For after the event loop."""
        self._rest.stop()
        self._thread.quit()
        self._thread.wait()
        self._store.sync()

    def _write(self) -> None:
        """What Qt itself asks of a store that has changed."""
        QCoreApplication.postEvent(self._store, QEvent(QEvent.Type.UpdateRequest))
        self._thread.start()


def _stop(thread: QThread) -> None:
    if isValid(thread):
        thread.quit()
        thread.wait()
