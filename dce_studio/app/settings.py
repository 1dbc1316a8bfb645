"""What is remembered between sessions: a typed face of QSettings. Read on the GUI thread only."""

from pathlib import Path
from typing import Literal, get_args

from PySide6.QtCore import QByteArray, QSettings

from dce_studio.core.files.limits import MEGAPIXELS

RECENT = 12
AUTO_TARGET, AUTO_RANGE = 0.5, (0.1, 0.9)
MEGAPIXELS_RANGE = (1.0, 10_000.0)

Theme = Literal["system", "dark", "light"]


class Settings:
    """Each property is one remembered value; unreadable ones become their default."""

    def __init__(self) -> None:
        user = QSettings.Scope.UserScope
        self._store = QSettings(QSettings.defaultFormat(), user, "DCE Studio", "DCE Studio")

    @property
    def geometry(self) -> QByteArray:
        """The window's place; empty at first."""
        return self._bytes("window/geometry")

    @geometry.setter
    def geometry(self, value: QByteArray) -> None:
        self._store.setValue("window/geometry", value)

    @property
    def layout(self) -> QByteArray:
        """Where the docks are; empty at first."""
        return self._bytes("window/layout")

    @layout.setter
    def layout(self, value: QByteArray) -> None:
        self._store.setValue("window/layout", value)

    @property
    def theme(self) -> Theme:
        """Dark, light, or the system's."""
        value = self._text("view/theme", "dark")
        return value if value in get_args(Theme) else "dark"  # type: ignore[return-value]

    @theme.setter
    def theme(self, value: Theme) -> None:
        self._store.setValue("view/theme", value)

    @property
    def display_profile(self) -> str:
        """The file of the display's colour profile; "" for the system's."""
        return self._text("view/display-profile", "")

    @display_profile.setter
    def display_profile(self, value: str) -> None:
        self._store.setValue("view/display-profile", value)

    @property
    def mode(self) -> str:
        """How the canvas compares."""
        return self._text("view/mode", "split-vertical")

    @mode.setter
    def mode(self, value: str) -> None:
        self._store.setValue("view/mode", value)

    @property
    def weights(self) -> str:
        """The weights in use, by name or path; "" for the default ones."""
        return self._text("model/weights", "")

    @weights.setter
    def weights(self, value: str) -> None:
        self._store.setValue("model/weights", value)

    @property
    def device(self) -> str:
        """The device asked for."""
        return self._text("model/device", "auto")

    @device.setter
    def device(self, value: str) -> None:
        self._store.setValue("model/device", value)

    @property
    def keep_edits(self) -> bool:
        """Whether edits are written beside their photos by themselves."""
        return self._text("edits/keep", "1") != "0"

    @keep_edits.setter
    def keep_edits(self, value: bool) -> None:
        self._store.setValue("edits/keep", "1" if value else "0")

    @property
    def auto_target(self) -> float:
        """The mean brightness that Auto aims at, of the encoded range."""
        return self._number("edits/auto", AUTO_TARGET, *AUTO_RANGE)

    @auto_target.setter
    def auto_target(self, value: float) -> None:
        self._store.setValue("edits/auto", f"{value:g}")

    @property
    def megapixels(self) -> float:
        """The largest photo that is opened."""
        return self._number("files/megapixels", MEGAPIXELS, *MEGAPIXELS_RANGE)

    @megapixels.setter
    def megapixels(self, value: float) -> None:
        self._store.setValue("files/megapixels", f"{value:g}")

    @property
    def folder(self) -> str:
        """Where the last photo was opened; "" at first."""
        return self._text("files/folder", "")

    @folder.setter
    def folder(self, value: str) -> None:
        self._store.setValue("files/folder", value)

    @property
    def recent(self) -> list[Path]:
        """The photos opened last, the newest first."""
        value = self._store.value("files/recent", [])
        texts = [value] if isinstance(value, str) else value if isinstance(value, list) else []
        return [Path(str(text)) for text in texts if text]

    def add_recent(self, path: Path) -> None:
        """This photo was opened."""
        others = [p for p in self.recent if p != path]
        self._store.setValue("files/recent", [str(p) for p in [path, *others][:RECENT]])

    def clear_recent(self) -> None:
        """Forget the photos opened."""
        self._store.remove("files/recent")

    def export_choice(self, name: str, default: str) -> str:
        """A choice of the export dialog, as it was left."""
        return self._text(f"export/{name}", default)

    def set_export_choice(self, name: str, value: str) -> None:
        """Remember a choice of the export dialog."""
        self._store.setValue(f"export/{name}", value)

    def _text(self, key: str, default: str) -> str:
        value = self._store.value(key, default)
        return value if isinstance(value, str) else default

    def _number(self, key: str, default: float, low: float, high: float) -> float:
        try:
            value = float(self._text(key, ""))
        except ValueError:
            return default
        return value if low <= value <= high else default

    def _bytes(self, key: str) -> QByteArray:
        value = self._store.value(key, QByteArray())
        return value if isinstance(value, QByteArray) else QByteArray()
