"""Everything in the menus, as actions with their keys and icons; the window says what each one does."""

from collections.abc import Callable, Iterable
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QToolBar

from dce_studio.core.files.metadata.rating import MOST
from dce_studio.ui.widgets import theme
from dce_studio.ui.widgets.keys import key_of, sequence
from dce_studio.ui.widgets.tips import tip

ACTIONS: tuple[tuple[str, str, str], ...] = (
    # name, text, icon; the keys are in widgets/keys.py
    ("open", "&Open…", "open"),
    ("open_folder", "Open &folder…", "folder"),
    ("reopen", "Reopen &last session", ""),
    ("save_edit", "&Save edit", "save"),
    ("export", "&Export…", "export"),
    ("export_selected", "Export se&lected…", "export-all"),
    ("export_all", "Export &all…", "export-all"),
    ("close", "&Close photo", ""),
    ("quit", "&Quit", ""),
    ("undo", "&Undo", "undo"),
    ("redo", "&Redo", "redo"),
    ("copy_edit", "&Copy edit", "copy"),
    ("paste", "&Paste edit or photos", "paste"),
    ("paste_all", "Paste edit with cr&op and places", ""),
    ("select_all", "Select all pho&tos", ""),
    ("auto", "&Auto", "auto"),
    ("reset", "Re&set all", "reset"),
    ("crop", "Cr&op and straighten", "crop"),
    ("local", "&Local strength", "local"),
    ("local_mask", "Show &where it acts", "mask"),
    ("turn_left", "Turn &left", "turn-left"),
    ("turn_right", "Turn &right", "turn-right"),
    ("flip", "&Flip left and right", "flip"),
    ("flip_level", "Flip &top and bottom", ""),
    ("pick", "Pick a &grey", "pick"),
    *(
        (f"rate-{n}", f"&{n} {'star' if n == 1 else 'stars'}" if n else "&0: none", "")
        for n in range(MOST + 1)
    ),
    ("settings", "Settin&gs…", "settings"),
    ("fit", "&Fit", "fit"),
    ("actual", "&100 %", "actual-size"),
    ("zoom_in", "Zoom &in", "zoom-in"),
    ("zoom_out", "Zoom &out", "zoom-out"),
    ("swap", "S&wap the sides", "swap"),
    ("compare", "&Compare two photos", "two-photos"),
    ("reference_before", "Compare with the photo &before", ""),
    ("reference_after", "Compare with the photo aft&er", ""),
    ("full_screen", "F&ull screen", ""),
    ("panels_off", "Panels o&ff", ""),
    ("next_panel", "Go to the ne&xt panel", ""),
    ("previous_panel", "Go to the panel &before", ""),
    ("previous", "&Previous photo", "chevron-left"),
    ("next", "&Next photo", "chevron-right"),
    ("play", "&Play or stop the iterations", "play"),
    ("play_back", "One iteration &back", "step-back"),
    ("play_on", "One iteration &on", "step-forward"),
    ("pin", "Pin a p&robe in the middle", "pin"),
    ("card", "&Curve card…", "card"),
    ("save_curves", "&Save the curves…", "save"),
    ("lut", "&Look-up table (.cube)…", ""),
    ("train", "&Train on my photos…", "train"),
    ("train_resume", "&Resume…", "play"),
    ("train_folder", "Open training &folder", "folder"),
    ("steps", "&First steps", "curves"),
    ("manual", "&Manual", "help"),
    ("keys", "&Keys", "help"),
    ("log", "Open &log folder", "folder"),
    ("about", "&About DCE Studio", "info"),
)

MODES: tuple[tuple[str, str, str], ...] = (
    ("split-vertical", "&Split", "split-vertical"),
    ("split-horizontal", "Split &level", "split-horizontal"),
    ("side-by-side", "Si&de by side", "side-by-side"),
    ("single", "Sin&gle", "single"),
)


CHECKED = ("crop", "pick", "local", "local_mask", "compare", "full_screen", "panels_off")
"""Actions that begin something and end it."""

THEMES = (("system", "&System"), ("dark", "&Dark"), ("light", "&Light"))


class Actions(QObject):
    """The actions by name, in groups where one of several is chosen."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._by_name = {name: self._make(name, text, icon) for name, text, icon in ACTIONS}
        for name in CHECKED:
            self._by_name[name].setCheckable(True)
        self.modes = self._group(parent, MODES)
        self.themes = self._group(parent, [(name, text, "") for name, text in THEMES])

    def __getitem__(self, name: str) -> QAction:
        return self._by_name[name]

    def connect_all(self, slots: dict[str, Callable[[], object]]) -> None:
        """Say what each action does."""
        for name, slot in slots.items():
            self._by_name[name].triggered.connect(lambda checked=False, slot=slot: slot())

    def all(self) -> list[QAction]:
        """Every action, to be added to the window so that its key works."""
        return [*self._by_name.values(), *self.modes.actions()]

    def say(self, name: str, what: str) -> None:
        """Let an action say what it would be done to, "" for no more than its own name."""
        text = next(text for each, text, _ in ACTIONS if each == name)
        said = f"{text} {what.replace('&', '&&')}".rstrip()
        if said != self._by_name[name].text():
            self._word(self._by_name[name], said)

    def _make(self, name: str, text: str, icon: str) -> QAction:
        action, key = QAction(text, self), key_of(name)
        if icon:
            theme.set_icon(action, icon)
        if key:
            action.setShortcut(sequence(key))
        self._word(action, text)
        return action

    def _word(self, action: QAction, text: str) -> None:
        """Give an action its text, and a tooltip of that and its key."""
        action.setText(text)
        plain = text.replace("&&", "\0").replace("&", "").replace("\0", "&").rstrip("…")
        shortcut = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        action.setToolTip(tip(f"{plain} ({shortcut})" if shortcut else plain))

    def _group(self, parent: QObject, items: Iterable[tuple[str, str, str]]) -> QActionGroup:
        group = QActionGroup(parent)
        for name, text, icon in items:
            action = self._make(name, text, icon)
            action.setCheckable(True)
            action.setData(name)
            group.addAction(action)
        return group


def choose(group: QActionGroup, data: str) -> None:
    """Check the action of a group that stands for `data`."""
    for action in group.actions():
        action.setChecked(action.data() == data)


def fill_menu_bar(bar: QMenuBar, actions: Actions, docks: list[QAction]) -> dict[str, QMenu]:
    """Fill the menu bar; return by name the menus that others fill later."""
    menus = {}
    file = bar.addMenu("&File")
    file.addActions([actions["open"], actions["open_folder"]])
    menus["recent"] = file.addMenu("Open &recent")
    file.addAction(actions["reopen"])
    _sections(file, actions, ("save_edit", "export", "export_selected", "export_all"), ("close",), ("quit",))
    edit = bar.addMenu("&Edit")
    _sections(
        edit,
        actions,
        ("undo", "redo"),
        ("copy_edit", "paste", "paste_all", "select_all"),
        ("auto", "pick", "reset"),
    )
    _sections(edit, actions, ("local", "local_mask"))
    _sections(edit, actions, ("crop", "turn_left", "turn_right", "flip", "flip_level"))
    edit.addSeparator()
    rate = edit.addMenu("Ra&ting")
    rate.addActions([actions[f"rate-{n}"] for n in range(MOST + 1)])
    menus["presets"] = edit.addMenu("P&resets")
    _sections(edit, actions, ("settings",))
    view = bar.addMenu("&View")
    view.addActions(actions.modes.actions())
    _sections(view, actions, ("compare", "reference_before", "reference_after"), ("swap",))
    _sections(view, actions, ("fit", "actual", "zoom_in", "zoom_out"), ("previous", "next"))
    _sections(view, actions, ("full_screen", "panels_off"))
    view.addSeparator()
    menus["overlays"] = view.addMenu("&Overlay")
    menus["panels"] = view.addMenu("P&anels")
    menus["panels"].addActions(docks)
    _sections(menus["panels"], actions, ("next_panel", "previous_panel"))
    themes = view.addMenu("&Theme")
    themes.addActions(actions.themes.actions())
    inspect = bar.addMenu("&Inspect")
    _sections(inspect, actions, ("play", "play_back", "play_on"), ("pin",), ("card", "save_curves", "lut"))
    menus["model"] = bar.addMenu("&Model")
    _sections(bar.addMenu("&Train"), actions, ("train", "train_resume"), ("train_folder",))
    _sections(bar.addMenu("&Help"), actions, ("steps", "manual", "keys", "log"), ("about",))
    return menus


def fill_tool_bar(bar: QToolBar, actions: Actions) -> None:
    """Put the actions that are needed all the time into the tool bar."""
    tools = ("crop", "pick", "local")
    view = ("compare", "swap")
    for names in (("open", "export"), ("undo", "redo"), tools, (), view, ("fit", "actual")):
        bar.addActions(actions.modes.actions() if not names else [actions[name] for name in names])
        if names not in ((), ("fit", "actual")):
            bar.addSeparator()


def fill_recent(
    menu: QMenu, paths: list[Path], choose_path: Callable[[Path], object], clear: Callable[[], object]
) -> None:
    """Fill a menu with the photos opened last, and an entry that clears the list."""
    menu.clear()
    for path in paths:
        action = menu.addAction(path.name)
        action.triggered.connect(lambda checked=False, path=path: choose_path(path))
        action.setToolTip(tip(str(path)))
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
