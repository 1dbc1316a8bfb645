"""What the menus do: each action's slot, and when it can be used."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Qt, QUrl, Signal
from PySide6.QtGui import QAction, QDesktopServices, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QApplication, QFileDialog, QMenu

from dce_studio import assets
from dce_studio.app import log
from dce_studio.app.files.auto import AutoRequest, AutoResult, choose_all
from dce_studio.app.preview import pixel
from dce_studio.app.state.document import Point
from dce_studio.app.state.together import like
from dce_studio.app.training.runs import training_folder
from dce_studio.assets import manual
from dce_studio.core import files
from dce_studio.core.edit import Edit
from dce_studio.core.files.metadata.rating import MOST
from dce_studio.ui import help as help_pages
from dce_studio.ui import learn
from dce_studio.ui.actions import fill_recent
from dce_studio.ui.parts import Parts
from dce_studio.ui.photos.exporting import MANY, Exporting, in_words
from dce_studio.ui.photos.pasting import Pasting
from dce_studio.ui.settings.dialog import SettingsDialog
from dce_studio.ui.view.menu import Deed, Entry
from dce_studio.ui.view.menu import fill as fill_menu
from dce_studio.ui.widgets import theme
from dce_studio.ui.widgets.folders import used_last
from dce_studio.ui.widgets.keys import key_of, sequence

ZOOM_STEP = 1.25
HERE = (
    "save_edit", "export", "copy_edit", "auto", "reset", "fit", "actual", "zoom_in", "zoom_out", "swap",
    "crop", "turn_left", "turn_right", "flip", "flip_level", "pick", "local", "local_mask",
    "play", "play_back", "play_on", "pin", "card", "save_curves", "lut",
)  # fmt: skip


class Commands(QObject):
    """Connects the window's actions. steps_wanted: show the first-steps card."""

    steps_wanted = Signal()

    def __init__(self, parts: Parts) -> None:
        super().__init__(parts.window)
        self._parts, self._window = parts, parts.window
        self._studio, self._actions = parts.studio, parts.actions
        self.exporting = Exporting(
            self._studio, self._targets, parts.reports.note, self._show_folder, self._window
        )
        self.pasting = Pasting(self._studio, self._targets, self._tell_changed, self)
        self._actions.connect_all(self._slots())
        self._actions.modes.triggered.connect(lambda action: parts.canvas.set_mode(action.data()))
        self._actions.themes.triggered.connect(lambda action: self._set_theme(action.data()))
        parts.menus["recent"].aboutToShow.connect(self._fill_recent)
        self._fill_recent()
        self._studio.opened.connect(lambda path: self._fill_recent())
        self._studio.document.history_changed.connect(self.enable)
        parts.crop.changed.connect(self._actions["crop"].setChecked)
        parts.picker.changed.connect(self._actions["pick"].setChecked)
        parts.local.changed.connect(self._on_local)
        parts.local.tool.paints.connect(self._on_painting)
        parts.local.places.changed.connect(self._show_masked)
        parts.local.places.refused.connect(parts.reports.note)
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._on_system_theme)
        self._actions["reopen"].setEnabled(bool(self._studio.session.last))
        self.enable()

    def _slots(self) -> dict[str, Callable[[], object]]:
        studio, canvas, crop = self._studio, self._parts.canvas, self._parts.crop
        return {
            "open": self.open, "open_folder": self.open_folder,
            "reopen": studio.reopen, "save_edit": studio.keeping.save,
            "settings": lambda: SettingsDialog(studio, self._window).show(),
            "export": self.exporting.export, "export_all": self.exporting.export_all,
            "export_selected": self.exporting.export_selected,
            "close": self._close, "quit": self._window.close,
            "undo": self.undo, "redo": self.redo,
            "copy_edit": self.pasting.copy, "paste": self.pasting.paste,
            "paste_all": lambda: self.pasting.paste(framing=True),
            "select_all": self._parts.filmstrip.selectAll,
            "auto": self.auto, "reset": self.reset,
            **{f"rate-{n}": partial(self.rate, n) for n in range(MOST + 1)},
            "crop": self._crop, "turn_left": lambda: crop.turn(-1), "turn_right": lambda: crop.turn(1),
            "flip": crop.flip, "flip_level": crop.flip_level, "pick": self._pick,
            "local": self._local, "local_mask": self._local_mask,
            "fit": canvas.fit, "actual": canvas.actual_size,
            "zoom_in": lambda: canvas.zoom_by(ZOOM_STEP), "zoom_out": lambda: canvas.zoom_by(1 / ZOOM_STEP),
            "previous": lambda: studio.step(-1), "next": lambda: studio.step(1),
            "train": lambda: learn.open_dialog(self._parts),
            "train_resume": lambda: learn.open_dialog(self._parts, resume=True),
            "train_folder": lambda: self._show_folder(training_folder()),
            "steps": self.steps_wanted.emit,
            "keys": lambda: help_pages.keys_dialog(self._window).show(),
            "manual": self._open_manual,
            "about": lambda: help_pages.about_dialog(self._window).show(),
            "log": self._open_log,
        }  # fmt: skip

    def enable(self) -> None:
        """Enable the actions that can be done now, and disable the others."""
        document = self._studio.document
        here = document.photo is not None
        for name in HERE:
            self._actions[name].setEnabled(here)
        self._actions["undo"].setEnabled(self._studio.together.can_undo)
        self._actions["redo"].setEnabled(self._studio.together.can_redo)
        self._actions.say("undo", self._studio.together.undone_next)
        self._actions.say("redo", self._studio.together.redone_next)
        opened = self._studio.path is not None
        rates = (f"rate-{n}" for n in range(MOST + 1))
        for name in ("close", "select_all", "previous", "next", "export_all", "export_selected", *rates):
            self._actions[name].setEnabled(opened)
        shown = self._studio.library.arrangement.filters
        self._actions["export_all"].setText("Export &all shown…" if shown else "Export &all…")
        for action in self._actions.modes.actions():
            action.setEnabled(here)

    def open(self) -> None:
        """Ask for photos."""
        patterns = " ".join(f"*{suffix}" for suffix in sorted(files.READABLE))
        chooser = self._chooser("Open photos", f"Photos ({patterns});;All files (*)")
        chooser.setFileMode(QFileDialog.FileMode.ExistingFiles)
        chooser.filesSelected.connect(lambda names: self._studio.open(map(Path, names)))
        chooser.open()

    def open_folder(self) -> None:
        """Ask for a folder of photos."""
        chooser = self._chooser("Open a folder of photos", "")
        chooser.setFileMode(QFileDialog.FileMode.Directory)
        chooser.filesSelected.connect(lambda names: self._studio.open(map(Path, names)))
        chooser.open()

    def open_sample(self) -> None:
        """Open the sample photo that comes with the program, or report that it is missing."""
        with assets.sample_photo() as path:  # a real file wherever the package is no zip
            if path.exists():
                self._studio.open([path])
            else:
                self._studio.reported.emit("The sample photo is missing: install DCE Studio again.", "")

    def apply_edit(
        self, edit: Edit, framing: bool = False, what: str = "Pasted onto", name: str = "paste"
    ) -> None:
        """Give the photo shown this edit, or all that are selected in the filmstrip.

        framing: its frame and places too; what: what is said to have been done to them; name: what Undo
        calls it.
        """
        self._apply(self._targets(), edit, framing, what, name)

    def reset(self) -> None:
        """Take every control of the photo shown, or of all that are selected, back to its default."""
        self._apply(self._targets(), Edit(), what="Reset", name="reset")

    def auto(self) -> None:
        """Choose iterations and noise reduction of the photo shown, or of all that are selected."""
        paths, studio = self._targets(), self._studio
        if len(paths) < 2:
            studio.auto()
            return
        edits = tuple((path, studio.library.edit(path)) for path in paths)
        request = AutoRequest(
            edits, studio.document.weights, studio.estimator.device, studio.settings.auto_target, studio.limit
        )
        studio.jobs.submit(
            "files", choose_all, request, studio.models, done=self._on_chosen,
            title=f"Auto for {in_words(len(paths))}",
        )  # fmt: skip

    def _on_chosen(self, result: AutoResult) -> None:
        changes = {path: like(edit, framing=True) for path, edit in result.edits.items()}
        self._tell_changed("Auto for", self._studio.together.apply_each(changes, "Auto"), len(changes))
        if result.problems:
            self._studio.reported.emit("\n".join(result.problems[:MANY]), "\n".join(result.problems[MANY:]))

    def rate(self, stars: int) -> None:
        """Rate the photo shown, or all that are selected; the sample photo cannot be."""
        paths = [path for path in self._targets() if not assets.is_sample(path)]
        changed = self._studio.together.rate(dict.fromkeys(paths, stars))
        if not paths and self._studio.path:
            self._parts.reports.note("The sample photo cannot be rated: nothing is written beside it.")
        self._tell_changed(f"{stars} {'star' if stars == 1 else 'stars'} for", changed, len(paths))

    def _targets(self) -> list[Path]:
        """The photos that edits are given to: all that are selected in the filmstrip, or the one shown."""
        shown, selected = self._studio.path, self._parts.filmstrip.selected()
        return selected if len(selected) > 1 else [shown] if shown else []

    def _apply(
        self, paths: list[Path], edit: Edit, framing: bool = False, what: str = "Pasted onto",
        name: str = "paste",
    ) -> None:  # fmt: skip
        changed = self._studio.together.apply(paths, like(edit, framing), name)
        self._tell_changed(what, changed, len(paths))

    def _tell_changed(self, what: str, changed: int, count: int) -> None:
        self.enable()
        if count > 1:
            had = "" if changed == count else f"; {count - changed} had it already"
            self._parts.reports.note(f"{what} {in_words(changed)}{had}. Undo takes it back on all.")

    def _crop(self) -> None:
        """Begin to crop, or end it."""
        crop = self._parts.crop
        if crop.active:
            crop.end()
        else:
            self._parts.picker.end()
            self._parts.local.tool.end()
            crop.begin()

    def _pick(self) -> None:
        """Wait for a grey to be picked, or no longer."""
        picker = self._parts.picker
        if picker.active:
            picker.end()
        else:
            self._parts.crop.end()
            self._parts.local.tool.end()
            picker.begin()

    def _local(self) -> None:
        """Begin to work on places, or end it."""
        self._parts.local.toggle()

    def _local_mask(self) -> None:
        """Show where the place that is worked on acts, or no longer."""
        self._parts.local.toggle_mask()

    def _on_local(self, on: bool) -> None:
        if on:
            self._parts.crop.end()
            self._parts.picker.end()
        self._actions["local"].setChecked(on)

    def _on_painting(self, on: bool) -> None:
        """Leave [ and ] to the brush."""
        for name in ("turn_left", "turn_right"):
            self._actions[name].setShortcut(QKeySequence() if on else sequence(key_of(name)))

    def _show_masked(self) -> None:
        self._actions["local_mask"].setChecked(self._parts.local.places.masked)

    def undo(self) -> None:
        """Take the last change back, on all photos that it was made to at once."""
        self._moved("Taken back", self._studio.together.undo())

    def redo(self) -> None:
        """Make the change that was undone last again."""
        self._moved("Done again", self._studio.together.redo())

    def _moved(self, what: str, count: int) -> None:
        self.enable()
        if count > 1:
            self._parts.reports.note(f"{what} on {in_words(count)}.")

    def fill_photo_menu(self, path: Path, menu: QMenu) -> None:
        """Fill the menu of a photo in the filmstrip."""
        folder = menu.addAction("Show in its folder")
        folder.triggered.connect(lambda: self._show_folder(path.parent))
        theme.set_icon(folder, "folder")
        paths = self._chosen(path)
        several = f" onto {len(paths)} photos" if len(paths) > 1 else ""
        paste = menu.addAction(f"Paste edit{several}", lambda: self.pasting.paste_onto(paths))
        theme.set_icon(paste, "paste")
        if several:
            export = menu.addAction(f"Export {len(paths)} photos…", self.exporting.export_selected)
            theme.set_icon(export, "export-all")
        menu.addSeparator()
        close = f"Close {len(paths)} photos" if several else "Close photo"
        menu.addAction(close, lambda: self._studio.close_photos(*paths))

    def place_menu(self, at: Point | None) -> QMenu:
        """Return the menu of a place of the photo, None for one beside it; it is gone once it is closed."""
        menu = QMenu(self._window)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        fill_menu(menu, [] if at is None else self._deeds(at), self._entries())
        return menu

    def _deeds(self, at: Point) -> list[Deed]:
        """What can be done at a place of the photo."""
        parts, inspector, full = self._parts, self._parts.inspector, self._studio.document.marks.full
        return [
            Deed("Pin a probe here", "pin", lambda: inspector.pin_at(*at), not full),
            Deed("Make this grey (white balance)", "pick", lambda: parts.picker.take(at)),
            Deed("Zoom to 100 % here", "actual-size", lambda: parts.canvas.show_place(at)),
            Deed("Copy the colour", "copy", lambda: self._copy_colour(at)),
            Deed("Copy the curves as CSV", "", lambda: inspector.copy_at(at)),
        ]

    def _entries(self) -> list[Entry]:
        """What is in the menu of each place."""
        act, menus = self._actions, self._parts.menus
        path = self._studio.path
        folder = QAction("Show in its folder", self)
        folder.setEnabled(path is not None)
        if path is not None:
            folder.triggered.connect(lambda: self._show_folder(path.parent))
        return [
            act["fit"], None, *act.modes.actions(), act["compare"], act["swap"], menus["overlays"], None,
            act["auto"], act["crop"], act["copy_edit"], act["paste"], act["reset"], None,
            act["full_screen"], act["panels_off"], None, act["export"], folder,
        ]  # fmt: skip

    def _copy_colour(self, at: Point) -> None:
        """Put the pixel's colours before and after on the clipboard, as #rrggbb in sRGB."""
        frame = self._parts.canvas.frame
        found = frame and pixel.values(frame.request, int(at.x), int(at.y))
        if found:
            before, after = ("#{:02x}{:02x}{:02x}".format(*colour) for colour in found)
            QApplication.clipboard().setText(f"{before} {after}")
            self._parts.reports.note(f"Copied {before} before and {after} after.")

    def _chosen(self, path: Path) -> list[Path]:
        """Return the photos that the menu of `path` acts on: the selection where it is part of it."""
        selected = self._parts.filmstrip.selected()
        return selected if path in selected else [path]

    def _close(self) -> None:
        if self._studio.path:
            self._studio.close_photos(self._studio.path)

    def _chooser(self, title: str, filters: str) -> QFileDialog:
        chooser = QFileDialog(self._window, title, used_last(self._studio.settings.folder), filters)
        chooser.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        return chooser

    def _fill_recent(self) -> None:
        settings = self._studio.settings
        fill_recent(
            self._parts.menus["recent"],
            settings.recent,
            lambda path: self._studio.open([path]),
            self._clear_recent,
        )

    def _clear_recent(self) -> None:
        self._studio.settings.clear_recent()
        self._fill_recent()

    def _set_theme(self, name: Any) -> None:
        self._studio.settings.theme = name
        theme.apply(name)

    def _on_system_theme(self) -> None:
        if self._studio.settings.theme == "system":
            theme.apply("system")

    def _open_manual(self) -> None:
        """Show the manual's first page in the browser, or say where it is or how it is made."""
        page = manual()
        if page is None:
            self._studio.reported.emit(help_pages.no_manual(), "")
        elif not QDesktopServices.openUrl(QUrl.fromLocalFile(str(page))):
            self._studio.reported.emit(f"No browser could be started: the manual is {page}.", "")

    def _open_log(self) -> None:
        self._show_folder(log.folder())

    def _show_folder(self, folder: Path) -> None:
        """Show a folder in the desktop's own program, or say where it is."""
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))):
            self._studio.reported.emit(f"No file manager could be started: the folder is {folder}.", "")
