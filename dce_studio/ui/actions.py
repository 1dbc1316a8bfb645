"""Everything in the menus, as actions with their keys and icons; the window says what each one does."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QToolBar

from dce_studio.ui.widgets import theme

Keys = str | QKeySequence.StandardKey

_KEY = QKeySequence.StandardKey

ACTIONS: tuple[tuple[str, str, str, Keys | None], ...] = (
    # name, text, icon, key
    ("open", "&Open…", "open", _KEY.Open),
    ("open_folder", "Open &folder…", "folder", "Ctrl+Shift+O"),
    ("save_edit", "&Save edit", "save", _KEY.Save),
    ("export", "&Export…", "export", "Ctrl+E"),
    ("export_all", "Export &all…", "export-all", "Ctrl+Shift+E"),
    ("close", "&Close photo", "", "Ctrl+W"),
    ("quit", "&Quit", "", _KEY.Quit),
    ("undo", "&Undo", "undo", _KEY.Undo),
    ("redo", "&Redo", "redo", _KEY.Redo),
    ("copy_edit", "&Copy edit", "copy", "Ctrl+Shift+C"),
    ("paste", "&Paste edit or photos", "paste", _KEY.Paste),
    ("auto", "&Auto", "auto", "Ctrl+U"),
    ("reset", "Re&set all", "reset", "Ctrl+R"),
    ("settings", "Settin&gs…", "settings", "Ctrl+,"),
    ("fit", "&Fit", "fit", "F"),
    ("actual", "&100 %", "actual-size", "1"),
    ("zoom_in", "Zoom &in", "zoom-in", "+"),
    ("zoom_out", "Zoom &out", "zoom-out", "-"),
    ("swap", "S&wap the sides\tTab", "swap", None),
    ("previous", "&Previous photo", "chevron-left", "PgUp"),
    ("next", "&Next photo", "chevron-right", "PgDown"),
    ("train", "&Train on my photos…", "train", None),
    ("train_resume", "&Resume…", "play", None),
    ("train_folder", "Open training &folder", "folder", None),
    ("keys", "&Keys", "help", _KEY.HelpContents),
    ("log", "Open &log folder", "folder", None),
    ("about", "&About DCE Studio", "info", None),
)

MODES: tuple[tuple[str, str, str, str], ...] = (
    ("split-vertical", "&Split", "split-vertical", "S"),
    ("split-horizontal", "Split &level", "split-horizontal", "Shift+S"),
    ("side-by-side", "Si&de by side", "side-by-side", "D"),
    ("single", "Sin&gle", "single", "G"),
)

THEMES = (("system", "&System"), ("dark", "&Dark"), ("light", "&Light"))


class Actions(QObject):
    """The actions by name, in groups where one of several is chosen."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._by_name = {name: self._make(text, icon, key) for name, text, icon, key in ACTIONS}
        self.modes = self._group(parent, [(n, t, i, k) for n, t, i, k in MODES])
        self.themes = self._group(parent, [(n, t, "", None) for n, t in THEMES])

    def __getitem__(self, name: str) -> QAction:
        return self._by_name[name]

    def connect_all(self, slots: dict[str, Callable[[], object]]) -> None:
        """Say what each action does."""
        for name, slot in slots.items():
            self._by_name[name].triggered.connect(lambda checked=False, slot=slot: slot())

    def all(self) -> list[QAction]:
        """Every action, to be added to the window so that its key works."""
        return [*self._by_name.values(), *self.modes.actions()]

    def _make(self, text: str, icon: str, key: Keys | None) -> QAction:
        action = QAction(text, self)
        if icon:
            theme.set_icon(action, icon)
        if key is not None:
            action.setShortcut(QKeySequence(key))
        plain = text.replace("&", "").split("\t")[0].rstrip("…")
        shortcut = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        action.setToolTip(f"{plain} ({shortcut})" if shortcut else plain)
        return action

    def _group(self, parent: QObject, items: list[tuple[str, str, str, str | None]]) -> QActionGroup:
        group = QActionGroup(parent)
        for name, text, icon, key in items:
            action = self._make(text, icon, key)
            action.setCheckable(True)
            action.setData(name)
            group.addAction(action)
        return group


def choose(group: QActionGroup, data: str) -> None:
    """Check the action of a group that stands for `data`."""
    for action in group.actions():
        action.setChecked(action.data() == data)


def fill_menu_bar(bar: QMenuBar, actions: Actions, docks: list[QAction]) -> dict[str, QMenu]:
    """The menus; those filled by others are returned by name."""
    menus = {}
    file = bar.addMenu("&File")
    file.addActions([actions["open"], actions["open_folder"]])
    menus["recent"] = file.addMenu("Open &recent")
    _sections(file, actions, ("save_edit", "export", "export_all"), ("close",), ("quit",))
    edit = bar.addMenu("&Edit")
    _sections(edit, actions, ("undo", "redo"), ("copy_edit", "paste"), ("auto", "reset"))
    edit.addSeparator()
    menus["presets"] = edit.addMenu("P&resets")
    _sections(edit, actions, ("settings",))
    view = bar.addMenu("&View")
    view.addActions(actions.modes.actions())
    _sections(view, actions, ("swap",), ("fit", "actual", "zoom_in", "zoom_out"), ("previous", "next"))
    view.addSeparator()
    menus["overlays"] = view.addMenu("&Overlay")
    menus["panels"] = view.addMenu("P&anels")
    menus["panels"].addActions(docks)
    themes = view.addMenu("&Theme")
    themes.addActions(actions.themes.actions())
    menus["model"] = bar.addMenu("&Model")
    _sections(bar.addMenu("&Train"), actions, ("train", "train_resume"), ("train_folder",))
    _sections(bar.addMenu("&Help"), actions, ("keys", "log"), ("about",))
    return menus


def fill_tool_bar(bar: QToolBar, actions: Actions) -> None:
    """The few things that are wanted all the time."""
    for names in (("open", "export"), ("undo", "redo"), (), ("swap",), ("fit", "actual")):
        bar.addActions(actions.modes.actions() if not names else [actions[name] for name in names])
        if names not in ((), ("fit", "actual")):
            bar.addSeparator()


def fill_recent(
    menu: QMenu, paths: list[Path], choose_path: Callable[[Path], object], clear: Callable[[], object]
) -> None:
    """The photos opened last."""
    menu.clear()
    for path in paths:
        action = menu.addAction(path.name)
        action.triggered.connect(lambda checked=False, path=path: choose_path(path))
        action.setToolTip(str(path))
    if paths:
        menu.addSeparator()
        menu.addAction("Clear the list", clear)
    menu.setEnabled(bool(paths))
    menu.setToolTipsVisible(True)


def _sections(menu: QMenu, actions: Actions, *sections: tuple[str, ...]) -> None:
    for section in sections:
        if not menu.isEmpty():
            menu.addSeparator()
        menu.addActions([actions[name] for name in section])
