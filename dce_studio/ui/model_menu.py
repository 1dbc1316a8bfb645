"""The Model menu: the bundled weights with what is known of them, files of one's own, and the device."""

from collections.abc import Callable
from html import escape
from itertools import islice
from pathlib import Path

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from dce_studio.app.studio import Studio
from dce_studio.app.training.runs import is_of_run, own_weights
from dce_studio.core.errors import StudioError
from dce_studio.core.manifest import WeightsInfo, bundled
from dce_studio.ui.help import page_dialog
from dce_studio.ui.widgets import theme

LICENCE_NAME = 24  # characters: a longer licence is a sentence, for About
SHORT, LONGEST = 48, 240  # characters of a name in the menu, of a line in About
MOST_FIGURES, DEEPEST = 12, 3  # how many, and in how many levels, are shown

CHECKPOINTS = "Weights (*.safetensors *.pth);;All files (*)"


class ModelMenu(QObject):
    """Fills a menu and keeps it in step with the document."""

    def __init__(self, menu: QMenu, studio: Studio, window: QWidget) -> None:
        super().__init__(window)
        self._menu, self._studio, self._window = menu, studio, window
        self._weights = QActionGroup(self)
        self._devices = QActionGroup(self)
        self._names: tuple[str, ...] = ()
        self._compare = QMenu("Compare with", menu)
        self._device_menu = QMenu("Device", menu)
        menu.setToolTipsVisible(True)
        menu.aboutToShow.connect(self._fill)
        studio.estimator.devices_found.connect(self._on_devices)
        self._on_devices(())

    def _fill(self) -> None:
        self._menu.clear()
        for group in (self._weights,):
            for action in group.actions():
                group.removeAction(action)
        for info in self._known():
            self._menu.addAction(self._choice(info))
        self._menu.addSeparator()
        self._add("Load weights…", "open", lambda: self._load(self._studio.use_weights))
        self._fill_compare()
        self._menu.addMenu(self._compare)
        self._check_device()
        self._add("About these weights", "info", self._about)
        self._menu.addSeparator()
        self._menu.addMenu(self._device_menu)

    def _known(self) -> list[WeightsInfo]:
        """The bundled weights, the person's own, and files loaded since the start.

        Those of a training that are only compared are left out.
        """
        try:
            found = list(bundled())
        except StudioError as error:
            self._studio.report(error)
            found = []
        names = {info.name for info in found}
        own = {str(info.path): info for info in own_weights()}
        used, loaded = self._studio.document.weights, self._studio.models.infos()
        others = {used, *own, *(name for name in loaded if not is_of_run(name))} - names
        for name in sorted(others):
            info = loaded.get(name) or own.get(name)
            found.append(info or WeightsInfo(Path(name).stem, "", 0, path=Path(name)))
        return found

    def _choice(self, info: WeightsInfo) -> QAction:
        key = self._key(info)
        action = QAction(summary(info), self._weights, checkable=True)
        action.setToolTip(as_tooltip(details(info)))
        action.setChecked(key == self._studio.document.weights)
        action.triggered.connect(lambda: self._studio.use_weights(key))
        return action

    def _key(self, info: WeightsInfo) -> str:
        """Return the document's name for the weights: that of bundled ones, else their path."""
        return info.name if any(info.name == known.name for known in bundled()) else str(info.path)

    def _fill_compare(self) -> None:
        self._compare.clear()
        present = self._studio.document.compare
        original = self._compare.addAction("The original", lambda: self._studio.compare_with(None))
        original.setCheckable(True)
        original.setChecked(present is None)
        for info in self._known():
            key = self._key(info)
            action = self._compare.addAction(_short(info.name), _calling(self._studio.compare_with, key))
            action.setCheckable(True)
            action.setChecked(key == present)
        self._compare.addSeparator()
        self._compare.addAction("Weights of a file…", lambda: self._load(self._studio.compare_with))

    def _add(self, text: str, icon: str, slot: object) -> None:
        action = self._menu.addAction(text)
        theme.set_icon(action, icon)
        action.triggered.connect(slot)

    def _load(self, use: Callable[[str], object]) -> None:
        chooser = QFileDialog(self._window, "Load weights", str(Path.home()), CHECKPOINTS)
        chooser.setFileMode(QFileDialog.FileMode.ExistingFile)
        chooser.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        chooser.fileSelected.connect(use)
        chooser.open()

    def _about(self) -> None:
        name = self._studio.document.weights
        info = next((i for i in self._known() if self._key(i) == name), None)
        page_dialog(
            self._window, "About these weights", about(info or WeightsInfo(name, "", 0)), 560, 480
        ).show()

    def _on_devices(self, names: tuple[str, ...]) -> None:
        self._device_menu.clear()
        for action in self._devices.actions():
            self._devices.removeAction(action)
        for name in ("auto", *names):
            action = QAction({"auto": "Automatic", "cpu": "CPU", "mps": "Apple GPU"}.get(name, name), self)
            action.setCheckable(True)
            action.setData(name)
            action.triggered.connect(lambda checked=False, name=name: self._studio.use_device(name))
            self._devices.addAction(action)
            self._device_menu.addAction(action)
        self._check_device()

    def _check_device(self) -> None:
        for action in self._devices.actions():
            action.setChecked(action.data() == self._studio.estimator.device)


def _calling(function: Callable[[str], object], argument: str) -> Callable[[], None]:
    """Return a slot that ignores the signal's arguments."""

    def slot() -> None:
        function(argument)

    return slot


def summary(info: WeightsInfo) -> str:
    """One line of the menu: name, network, size, licence where that is a name and no sentence."""
    parts = [_short(info.name)]
    if info.architecture not in ("", info.name):
        parts.append(_short(info.architecture))
    if info.parameters:
        parts.append(f"{info.parameters:,} parameters".replace(",", " "))
    if 0 < len(info.licence) <= LICENCE_NAME:
        parts.append(_short(info.licence))
    if info.provisional:
        parts.append("provisional")
    return "  ·  ".join(parts)


def details(info: WeightsInfo) -> str:
    """All that is known of the weights, in lines of plain text; what a file says of itself is cut short."""
    lines = [_line(info.description)] if info.description else []
    lines += [
        f"Network: {_line(info.architecture) or 'not loaded yet'}",
        f"Licence: {_line(info.licence) or 'not stated'}",
    ]
    if info.parameters:
        lines.append(f"Parameters: {info.parameters:,}".replace(",", " "))
    lines += [
        _line(f"{name}: {_figure(value)}") for name, value in islice(info.figures.items(), MOST_FIGURES)
    ]
    if str(info.path) not in ("", "."):
        lines.append(f"File: {info.path}")
    return "\n".join(lines)


def about(info: WeightsInfo) -> str:
    """A page on the weights: what they are, then what was measured, as tables; no mark-up of a file's."""
    facts = [("Network", info.architecture or "not loaded yet"), ("Licence", info.licence or "not stated")]
    if info.parameters:
        facts.append(("Parameters", f"{info.parameters:,}".replace(",", " ")))
    if str(info.path) not in ("", "."):
        facts.append(("File", str(info.path)))
    said = f"<p>{escape(_line(info.description))}</p>" if info.description else ""
    measured = "".join(
        f"<tr><td colspan=2><b>{_words(name)}</b></td></tr>{_rows(_flat(value))}"
        for name, value in islice(info.figures.items(), MOST_FIGURES)
    )
    table = f"<h3>Measured</h3><table cellspacing=3>{measured}</table>" if measured else ""
    return f"<h2>{escape(_line(info.name))}</h2>{said}<table cellspacing=3>{_rows(facts)}</table>{table}"


def _rows(pairs: list[tuple[str, str]]) -> str:
    return "".join(
        f"<tr><td>{_words(name)}&nbsp;&nbsp;&nbsp;</td><td>{escape(_line(value))}</td></tr>"
        for name, value in pairs
    )


def _flat(value: object, before: str = "", depth: int = 0) -> list[tuple[str, str]]:
    """A figure as rows: what lies within others is named by all of them."""
    if not isinstance(value, dict) or depth >= DEEPEST:
        return [(before, _figure(value))]
    rows: list[tuple[str, str]] = []
    for name, inner in islice(value.items(), MOST_FIGURES):
        rows += _flat(inner, f"{before}, {name}" if before else str(name), depth + 1)
    return rows[:MOST_FIGURES]


def _words(name: str) -> str:
    """A figure's name as words; of signs and file names the underlines go."""
    shown = {"psnr": "PSNR, dB", "ssim": "SSIM", "mae": "mean error, of 255"}
    return escape(", ".join(shown.get(part, part) for part in _line(name).replace("_", " ").split(", ")))


def as_tooltip(text: str) -> str:
    """Plain text as a tooltip that breaks its lines, and takes no mark-up from a file."""
    return f"<p>{escape(text)}</p>".replace("\n", "<br>")


def _figure(value: object, depth: int = 0) -> str:
    """A figure of any shape that JSON has."""
    if isinstance(value, dict | list) and depth >= DEEPEST:
        return "…"
    if isinstance(value, dict):
        return ", ".join(f"{key} {_figure(inner, depth + 1)}" for key, inner in value.items())
    if isinstance(value, list):
        return ", ".join(_figure(inner, depth + 1) for inner in value[:MOST_FIGURES])
    return f"{value:g}" if isinstance(value, float) else str(value)


def _line(text: str) -> str:
    """Return text as one line of at most LONGEST characters."""
    line = " ".join(text[: 4 * LONGEST].split())
    return line if len(line) <= LONGEST else line[: LONGEST - 1] + "…"


def _short(text: str) -> str:
    """Shorten text for a menu, without the ampersand that would underline a letter."""
    line = _line(text)
    return (line if len(line) <= SHORT else line[: SHORT - 1] + "…").replace("&", "&&")
