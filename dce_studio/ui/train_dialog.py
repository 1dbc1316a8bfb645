"""The training dialog: pick photos, watch, compare, use. The work itself runs in a process of its own.

Closing the dialog hides it and the work goes on; closing the program stops the work and keeps it, to be
resumed another day.
"""

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QMessageBox,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from dce_studio.app.document import Document
from dce_studio.ui import theme
from dce_studio.ui.train_form import TrainForm
from dce_studio.ui.train_process import TrainProcess
from dce_studio.ui.train_progress import TrainProgress
from dce_studio.ui.train_runs import (
    BEST,
    LAST,
    Run,
    discard,
    keep,
    new_folder,
    read_run,
    training_folder,
    unfinished,
)

if TYPE_CHECKING:
    from dce_studio.ui.main_window import MainWindow

__all__ = ["TrainDialog", "open_train_dialog", "training_folder"]


class TrainDialog(QDialog):
    """weights_chosen(str): use this file. compare_wanted(str, str): show this file's result beside that of
    the present weights; an empty first one goes back to these alone. failed(str): a sentence.
    """

    weights_chosen = Signal(str)
    compare_wanted = Signal(str, str)
    failed = Signal(str)

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._present = document.weights
        self._folder: Path | None = None
        self._warnings: list[str] = []
        self._rescan = False
        self.scanner, self.trainer = TrainProcess(self), TrainProcess(self)
        self.form, self.progress = TrainForm(document.weights), TrainProgress()
        self.message = theme.label("", "warning")
        self.message.setWordWrap(True)
        self.message.hide()
        self.pages = QStackedWidget()
        for page in (self.form, self.progress):
            self.pages.addWidget(page)
        self.buttons = {name: self._button(*about) for name, about in BUTTONS.items()}
        self._lay_out()
        self._connect()
        self.setWindowTitle("Train on my photos")
        self._show_buttons("form")
        self.resize(760, 640)

    # asking

    def offer_resume(self) -> None:
        """Show the latest run that can go on, if there is one."""
        runs = unfinished()
        if self.trainer.running:
            return
        if not runs:
            self._say("There is no training to resume: start one.")
            return
        self._offer(
            runs[0],
            f"The training of {runs[0].folder.name} stopped at step {runs[0].step} of {runs[0].steps}.",
        )

    def start(self) -> None:
        """Train as the form says."""
        if not self.form.paths():
            self._say("Choose one or more folders of photos first.")
            return
        self._folder = new_folder()
        self._run([*self.form.arguments(), "-o", str(self._folder)])

    def resume(self) -> None:
        """Go on with the run at hand."""
        if self._folder:
            self._run(["-o", str(self._folder), "--resume"])

    def shut_down(self) -> None:
        """The program ends: stop and keep."""
        self.scanner.finish(0)
        self.trainer.finish()

    def _run(self, arguments: list[str]) -> None:
        self.scanner.finish(0)
        self._present = self._document.weights
        self._say("")
        self.progress.clear()
        self.pages.setCurrentWidget(self.progress)
        self._show_buttons("running")
        self.trainer.start(arguments)

    def _scan(self) -> None:
        """Look at the folders picked; a scan under way is given up."""
        self.scanner.finish(0)
        self._warnings = []
        self.form.show_warnings([])
        if not self.form.paths():
            self.form.show_note("Choose one or more folders of photos.")
            return
        self.form.show_note("Looking at the photos…")
        words = [*self.form.arguments(), "-o", str(training_folder()), "--scan"]
        self.scanner.start(words)

    # listening

    def _on_scan_event(self, event: Mapping[str, Any]) -> None:
        kind = event["event"]
        if kind == "scanning":
            self.form.show_note(f"Looking at the photos: {event['done']} of {event['total']}")
        elif kind == "scanned":
            self.form.show_scan(event)
        elif kind == "warning":
            self._warnings.append(event["text"])
            self.form.show_warnings(self._warnings)

    def _on_scan_ended(self, reason: str) -> None:
        if reason:
            self.form.show_note(reason)

    def _on_event(self, event: Mapping[str, Any]) -> None:
        self.progress.show_event(event)
        if event["event"] == "paused":
            self.buttons["pause"].setText("Go on" if event["paused"] else "Pause")
        if event["event"] == "finished":
            self.progress.state.setText(event["text"])

    def _on_ended(self, reason: str) -> None:
        run = read_run(self._folder) if self._folder else None
        if reason:
            self.failed.emit(reason)
            if run:
                self._offer(run, reason)
            else:
                self._say(reason)
                self.pages.setCurrentWidget(self.form)
                self._show_buttons("form")
            return
        self.progress.bar.setRange(0, 1)
        self.progress.bar.setValue(1)
        self._show_buttons("stopped" if run and not run.done else "finished")
        self._enable_result()

    def _offer(self, run: Run, reason: str) -> None:
        self._folder = run.folder
        self._say(reason)
        self.progress.bar.setRange(0, run.steps)
        self.progress.bar.setValue(run.step)
        self.progress.state.setText(f"{run.arch}: step {run.step} of {run.steps}")
        self.pages.setCurrentWidget(self.progress)
        self._show_buttons("stopped")
        self._enable_result()

    # deciding

    def _weights(self) -> Path | None:
        folder = self._folder
        return next((folder / n for n in (BEST, LAST) if folder and (folder / n).exists()), None)

    def _enable_result(self) -> None:
        for name in ("compare", "use", "save"):
            self.buttons[name].setEnabled(self._weights() is not None)

    def _on_pause(self) -> None:
        paused = self.buttons["pause"].text() != "Pause"
        self.trainer.send("go" if paused else "pause")

    def _on_stop(self) -> None:
        self.progress.state.setText("Stopping after this step…")
        self.trainer.send("stop")

    def _on_compare(self, on: bool) -> None:
        weights = self._weights()
        if on and weights:
            self.compare_wanted.emit(str(weights), self._present)
        elif not on:
            self.compare_wanted.emit("", self._present)

    def _on_use(self) -> None:
        folder = self._folder
        if folder is None:
            return
        self._end_compare()
        try:
            kept = keep(folder, f"mine {folder.name}")
        except OSError as error:
            self._say(
                f"The weights cannot be kept ({error.strerror or error}): free some space and try again."
            )
            return
        self.weights_chosen.emit(str(kept))
        self._back()
        self.hide()

    def _on_save(self) -> None:
        chooser = QFileDialog(self, "Save weights", "my weights.safetensors", "Weights (*.safetensors)")
        chooser.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        chooser.setDefaultSuffix("safetensors")
        chooser.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        chooser.fileSelected.connect(self.save_to)
        chooser.open()

    def save_to(self, path: str) -> None:
        """Copy the weights there."""
        weights = self._weights()
        try:
            if weights:
                shutil.copyfile(weights, path)
                self._say(f"Saved as {path}.")
        except OSError as error:
            self._say(f"{path} cannot be written ({error.strerror or error}): choose another place.")

    def _on_discard(self) -> None:
        box = QMessageBox(self)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setWindowTitle("Discard")
        box.setText("Discard these weights and all that this training learned?")
        box.setStandardButtons(QMessageBox.StandardButton.Discard | QMessageBox.StandardButton.Cancel)
        box.button(QMessageBox.StandardButton.Discard).clicked.connect(self.discard)
        box.open()

    def discard(self) -> None:
        """Delete the run."""
        self._end_compare()
        try:
            if self._folder:
                discard(self._folder)
        except OSError as error:
            self._say(f"{self._folder} cannot be deleted ({error.strerror or error}).")
            return
        self._back()

    def _end_compare(self) -> None:
        self.buttons["compare"].setChecked(False)

    def _back(self) -> None:
        self._folder = None
        self._say("")
        self.pages.setCurrentWidget(self.form)
        self._show_buttons("form")

    # looks

    def _say(self, text: str) -> None:
        self.message.setText(text)
        self.message.setVisible(bool(text))

    def _button(self, text: str, icon: str, help: str) -> QPushButton:
        button = QPushButton(text)
        button.setAutoDefault(False)
        button.setToolTip(help)
        theme.set_icon(button, icon)
        return button

    def _show_buttons(self, state: str) -> None:
        for name, button in self.buttons.items():
            button.setVisible(name in SHOWN[state])
        self.buttons["pause"].setText("Pause")

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        for name in ("discard", "resume", "save", "compare"):
            row.addWidget(self.buttons[name])
        row.addStretch(1)
        for name in ("pause", "stop", "close", "use", "start"):
            row.addWidget(self.buttons[name])
        self.buttons["compare"].setCheckable(True)
        for name in ("start", "use"):
            self.buttons[name].setDefault(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 16, 18, 14)
        column.setSpacing(10)
        column.addWidget(self.message)
        column.addWidget(self.pages, 1)
        column.addLayout(row)

    def _connect(self) -> None:
        self.form.folders_changed.connect(self._scan)
        self.scanner.told.connect(self._on_scan_event)
        self.scanner.ended.connect(self._on_scan_ended)
        self.trainer.told.connect(self._on_event)
        self.trainer.ended.connect(self._on_ended)
        slots = {
            "start": self.start, "resume": self.resume, "pause": self._on_pause, "stop": self._on_stop,
            "use": self._on_use, "save": self._on_save, "discard": self._on_discard, "close": self.hide,
        }  # fmt: skip
        for name, slot in slots.items():
            self.buttons[name].clicked.connect(slot)
        self.buttons["compare"].toggled.connect(self._on_compare)


BUTTONS = {
    "start": ("Train", "train", "Train on the photos of these folders"),
    "resume": ("Resume", "play", "Go on from the last checkpoint"),
    "pause": ("Pause", "pause", "Wait; the computer is free meanwhile"),
    "stop": ("Stop and keep", "stop", "Stop after this step and keep what was learned"),
    "compare": ("Compare", "compare", "Show the new weights beside the present ones on the open photo"),
    "use": ("Use these", "check", "Use the new weights from now on"),
    "save": ("Save as…", "save", "Save the new weights as a file"),
    "discard": ("Discard", "trash", "Delete the new weights"),
    "close": ("Close", "close", "Close this window; the training goes on"),
}
"""Each button's text, icon and tooltip."""

SHOWN = {
    "form": ("start", "close"),
    "running": ("pause", "stop", "close"),
    "stopped": ("resume", "compare", "use", "save", "discard", "close"),
    "finished": ("compare", "use", "save", "discard", "close"),
}
"""The buttons of each state."""


def open_train_dialog(window: "MainWindow", resume: bool = False) -> TrainDialog:
    """Show the window's training dialog, which is made at the first call and lives as long as the window."""
    dialog = window.findChild(TrainDialog)
    if dialog is None:
        dialog = TrainDialog(window.document, window)
        _join(dialog, window)
    dialog.show()
    dialog.raise_()
    if resume:
        dialog.offer_resume()
    return dialog


def _join(dialog: TrainDialog, window: "MainWindow") -> None:
    """Let the studio do what the dialog asks for."""
    studio = window.studio

    def compare(new: str, present: str) -> None:
        studio.use_weights(new or present)
        studio.compare_with(present if new else None)

    dialog.compare_wanted.connect(compare)
    dialog.weights_chosen.connect(studio.use_weights)
    dialog.failed.connect(lambda text: studio.reported.emit(text, ""))
    application = QApplication.instance()
    if application:
        application.aboutToQuit.connect(dialog.shut_down)
