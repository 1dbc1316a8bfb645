"""The look: two neutral palettes, one style sheet, and icons drawn in the palette's own colours."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from weakref import WeakKeyDictionary

from PySide6.QtCore import QByteArray, QObject, QRectF, QSize, Qt
from PySide6.QtGui import QAction, QColor, QGuiApplication, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel
from shiboken6 import isValid

from dce_studio import assets
from dce_studio.app.settings import Theme

DARK = {
    "backdrop": "#171717", "window": "#1f1f1f", "panel": "#262626", "raised": "#313131",
    "selected": "#3d3d3d", "field": "#1c1c1c", "line": "#141414", "edge": "#434343", "text": "#dedede",
    "muted": "#a3a3a3", "faint": "#6b6b6b", "accent": "#d9a962", "accent-hover": "#e6bb7c",
    "on-accent": "#1c1407", "notice": "#3a3226", "warning": "#e3a857",
    "good": "#6fae73", "bad": "#d9655f",
}  # fmt: skip
LIGHT = {
    "backdrop": "#c9c9c9", "window": "#e9e9e9", "panel": "#f4f4f4", "raised": "#e4e4e4",
    "selected": "#d3d3d3", "field": "#ffffff", "line": "#d0d0d0", "edge": "#bdbdbd", "text": "#222222",
    "muted": "#5c5c5c", "faint": "#9a9a9a", "accent": "#8f5f14", "accent-hover": "#a87122",
    "on-accent": "#ffffff", "notice": "#f5e9d0", "warning": "#8f5200",
    "good": "#2f7a35", "bad": "#b3322b",
}  # fmt: skip
PAPER = {
    "panel": "#ffffff", "field": "#ffffff", "raised": "#e6e6e6", "edge": "#9a9a9a", "muted": "#404040",
    "faint": "#808080", "text": "#000000",
}  # fmt: skip
DARK_CHANNELS = ("#ff7a6e", "#63d07a", "#72a9ff")  # R, G, B
LIGHT_CHANNELS = ("#c8322a", "#17803a", "#2459c4")

_DRAWN = (
    ("@chevron", "chevron-down", "muted"),
    ("@close", "close", "muted"),
    ("@eye", "eye", "text"),
    ("@shut", "eye-off", "faint"),
    ("@tick", "check", "on-accent"),
)
INSET = (5, 0, 5, 0)  # of the text in a number box, which the style sheet cannot give
ICON_SIZES = (16, 20)  # logical pixels, of menus and tool bars


@dataclass(frozen=True)
class Look:
    """The theme in use, resolved: its colours by name."""

    dark: bool
    colours: dict[str, str]

    def colour(self, name: str) -> QColor:
        """One of its colours."""
        return QColor(self.colours[name])


_look = Look(True, DARK)
_targets: "WeakKeyDictionary[QObject, tuple[str, str]]" = WeakKeyDictionary()
_folder: "tempfile.TemporaryDirectory[str] | None" = None


def look() -> Look:
    """The theme in use."""
    return _look


@contextmanager
def on_paper() -> Iterator[None]:
    """Paint within this on white, for papers; the window itself stays as it is."""
    global _look
    before, _look = _look, Look(False, LIGHT | PAPER)
    try:
        yield
    finally:
        _look = before


def channel_colours() -> tuple[QColor, ...]:
    """R, G and B as the theme in use shows them best."""
    return tuple(QColor(name) for name in (DARK_CHANNELS if _look.dark else LIGHT_CHANNELS))


def apply(theme: Theme) -> None:
    """Give the whole application this theme, and draw its icons again."""
    global _look
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    dark = theme == "dark" or (theme == "system" and _system_is_dark())
    _look = Look(dark, DARK if dark else LIGHT)
    application.setPalette(_palette(_look.colours))
    application.setStyleSheet(_sheet(_look.colours))
    for target, (name, colour) in list(_targets.items()):
        if isValid(target):  # its widget may be gone before its wrapper
            _give(target, name, colour)


def icon(name: str, colour: str = "text") -> QIcon:
    """An icon in the present theme's colours, sharp on any screen."""
    return _icon(name, _look.colours[colour], _look.colours["faint"])


def set_icon(target: QAction | QAbstractButton, name: str, colour: str = "text") -> None:
    """Give an action or a button an icon that follows the theme, in one of its colours."""
    if _targets.get(target) != (name, colour):
        _targets[target] = name, colour
        _give(target, name, colour)


def pixmap(name: str, size: int, colour: str, ratio: float) -> QPixmap:
    """An icon as a picture of `size` logical pixels; `colour` by its name in the theme."""
    return _pixmap(name, _look.colours[colour], size, ratio)


def app_icon() -> QIcon:
    """The program's own icon."""
    made = QIcon()
    for size in (16, 24, 32, 48, 64, 128, 256):
        made.addPixmap(_render(assets.app_icon_svg(), size, 1.0))
    return made


def label(text: str, role: str = "") -> QLabel:
    """A label that the style sheet knows by its role: "muted", "title" or "warning"."""
    made = QLabel(text)
    if role:
        made.setProperty("role", role)
    return made


def _system_is_dark() -> bool:
    return QGuiApplication.styleHints().colorScheme() != Qt.ColorScheme.Light


def _give(target: QObject, name: str, colour: str) -> None:
    if isinstance(target, QAction | QAbstractButton):
        target.setIcon(icon(name, colour))


def _icon(name: str, colour: str, disabled: str) -> QIcon:
    made = QIcon()
    for size in ICON_SIZES:
        for ratio in _ratios():
            drawn = _pixmap(name, colour, size, ratio)
            made.addPixmap(drawn)
            made.addPixmap(_tinted(drawn, disabled), QIcon.Mode.Disabled)
    return made


def _tinted(drawn: QPixmap, colour: str) -> QPixmap:
    """The same picture in one other colour; faster than drawing it again."""
    made = QPixmap(drawn)
    painter = QPainter(made)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
    painter.fillRect(QRectF(0, 0, made.width(), made.height()), QColor(colour))
    painter.end()
    return made


def _ratios() -> list[float]:
    """The scales of the screens there are; each picture drawn takes time at the start."""
    return sorted({1.0, *(screen.devicePixelRatio() for screen in QGuiApplication.screens())})


def _pixmap(name: str, colour: str, size: int, ratio: float) -> QPixmap:
    return _render(assets.icon_svg(name, colour), size, ratio)


def _render(svg: str, size: int, ratio: float) -> QPixmap:
    made = QPixmap(QSize(round(size * ratio), round(size * ratio)))
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    QSvgRenderer(QByteArray(svg.encode())).render(painter, QRectF(made.rect()))
    painter.end()
    made.setDevicePixelRatio(ratio)
    return made


def _palette(colours: dict[str, str]) -> QPalette:
    role = QPalette.ColorRole
    roles = {
        role.Window: "panel", role.WindowText: "text", role.Base: "field", role.AlternateBase: "panel",
        role.Text: "text", role.Button: "raised", role.ButtonText: "text", role.BrightText: "text",
        role.ToolTipBase: "panel", role.ToolTipText: "text", role.PlaceholderText: "faint",
        role.Highlight: "accent", role.HighlightedText: "on-accent", role.Link: "accent",
        role.Light: "raised", role.Midlight: "raised", role.Mid: "edge", role.Dark: "backdrop",
        role.Shadow: "line",
    }  # fmt: skip
    made = QPalette()
    for which, name in roles.items():
        made.setColor(which, QColor(colours[name]))
    for which in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, which, QColor(colours["faint"]))
    return made


def _sheet(colours: dict[str, str]) -> str:
    """The style sheet with its colours; the longest names first, as some begin with others."""
    text = assets.text("style.qss")
    for word, drawn, colour in _DRAWN:
        text = text.replace(word, _file(drawn, colours[colour]))
    for name in sorted(colours, key=len, reverse=True):
        text = text.replace(f"@{name}", colours[name])
    return text


def _file(name: str, colour: str) -> str:
    """The path of an icon in this colour: a style sheet takes pictures from files only."""
    global _folder
    if _folder is None:
        _folder = tempfile.TemporaryDirectory(prefix="dce-studio-")
    path = Path(_folder.name) / f"{name}-{colour.lstrip('#')}.svg"
    if not path.exists():
        path.write_text(assets.icon_svg(name, colour), encoding="utf-8")
    return path.as_posix()
