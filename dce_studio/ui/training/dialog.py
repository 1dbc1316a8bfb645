"""The training dialog: pick photos, watch, compare, use. The work itself runs in a process of its own.

Closing the dialog hides it and the work goes on; closing the program stops the work and keeps it, to be
resumed another day.
"""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QMessageBox,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from dce_studio.app.state.document import Document
from dce_studio.app.training.logs import losses
from dce_studio.app.training.process import TrainProcess
from dce_studio.app.training.runs import (
    Run,
    comparable,
    copy,
    discard,
    keep,
    new_folder,
    read_run,
    training_folder,
    undecided,
    unfinished,
)
from dce_studio.core.runs.events import Event, Finished, Paused, Scanned, Scanning, Started, Stepped, Warned
from dce_studio.core.runs.folder import samples, weights
from dce_studio.ui.training.buttons import NO_FOLDER, TrainButtons
from dce_studio.ui.training.form import TrainForm
from dce_studio.ui.training.progress import TrainProgress
from dce_studio.ui.widgets import theme

MARGIN = 12  # logical pixels between the small dialog and the foot of the window


class TrainDialog(QDialog):
    """weights_chosen(str): use this file. compare_wanted(str): show this file's result beside that of the
    present weights; "" ends it. failed(str): a sentence. ended(str): the
    training ended while the dialog was closed, and how. stands(str): in two words how it stands, "" when that
    needs no saying.
    """

    weights_chosen = Signal(str)
    compare_wanted = Signal(str)
    failed = Signal(str)
    ended = Signal(str)
    stands = Signal(str)

    def __init__(
        self, document: Document, parent: QWidget | None = None,
        limit: Callable[[], float | None] = lambda: None,
    ) -> None:  # fmt: skip
        """limit: the megapixels of the largest photo that is read, None for the usual limit."""
        super().__init__(parent)
        self._document, self._limit = document, limit
        self._folder: Path | None = None
        self._warnings: list[str] = []
        self._full = QRect()
        self.scanner, self.trainer = TrainProcess(self), TrainProcess(self)
        self.form, self.progress = TrainForm(document.weights), TrainProgress()
        self.message = theme.label("", "warning")
        self.message.setWordWrap(True)
        self.message.hide()
        self.comparing = theme.label("", "muted")
        self.comparing.hide()
        self.pages = QStackedWidget()
        for page in (self.form, self.progress):
            self.pages.addWidget(page)
        self.row = TrainButtons()
        self.buttons = self.row.named
        self._lay_out()
        self._connect()
        self.setWindowTitle("Train on my photos")
        self.row.show_state("form")
        self.row.allow_start(NO_FOLDER)
        self.resize(760, 640)

    # asking

    def offer_resume(self) -> None:
        """Show the latest run that can go on, or else that waits to be decided on, if there is one."""
        runs = unfinished() or undecided()
        if self.trainer.running:
            return
        if not runs:
            self._say("There is no training to resume: start one.")
            return
        self._offer(runs[0], runs[0].sentence)

    def start(self) -> None:
        """Train as the form says."""
        if not self.form.paths():
            self._say(NO_FOLDER)
            return
        self._folder = new_folder()
        self._run([*self._arguments(), "-o", str(self._folder)])

    def resume(self) -> None:
        """Go on with the run at hand."""
        if self._folder:
            self._run([*self._reading(), "-o", str(self._folder), "--resume"], again=True)

    def _arguments(self) -> list[str]:
        return self.form.arguments() + self._reading()

    def _reading(self) -> list[str]:
        limit = self._limit()
        return [] if limit is None else [f"--max-megapixels={limit:g}"]

    def shut_down(self) -> None:
        """The program ends: stop and keep."""
        self.scanner.finish(0)
        self.trainer.finish()

    def _run(self, arguments: list[str], again: bool = False) -> None:
        self.scanner.finish(0)
        self._end_compare()
        self._say("")
        self.progress.clear(self._folder if again else None)
        self.pages.setCurrentWidget(self.progress)
        self.row.show_state("running")
        self.stands.emit("Training…")
        self.trainer.start(arguments)

    def _scan(self) -> None:
        """Look at the folders picked; a scan under way is given up."""
        self.scanner.finish(0)
        self._say("")
        self._warnings = []
        self.form.show_warnings([])
        self.row.allow_start("" if self.form.paths() else NO_FOLDER)
        if not self.form.paths():
            self.form.show_note("Choose one or more folders of photos.")
            return
        self.form.show_note("Looking at the photos…")
        words = [*self._arguments(), "-o", str(training_folder()), "--scan"]
        self.scanner.start(words)

    # listening

    def _on_scan_event(self, event: Event) -> None:
        match event:
            case Scanning():
                self.form.show_note(f"Looking at the photos: {event.done} of {event.total}")
            case Scanned():
                self.form.show_scan(event)
            case Warned():
                self._warnings.append(event.text)
                self.form.show_warnings(self._warnings)

    def _on_scan_ended(self, reason: str) -> None:
        if reason:
            self.form.show_note(reason)
            self.row.allow_start(reason)

    def _on_event(self, event: Event) -> None:
        self.progress.show_event(event)
        match event:
            case Started() if self._folder:
                self.progress.folder = self._folder
            case Stepped():
                part = event.step / self.progress.bar.maximum()
                self.stands.emit(f"Training {part:.0%}".replace("%", " %"))
            case Paused():
                self.row.show_paused(event.paused)
                self.stands.emit("Training paused" if event.paused else "Training…")
            case Finished():
                self.progress.state.setText(event.text)

    def _on_ended(self, reason: str) -> None:
        run = read_run(self._folder) if self._folder else None
        self.stands.emit("" if self.isVisible() else "Training ended")
        if reason:
            self.failed.emit(reason)
            if run:
                self._offer(run, reason)
            elif self._weights():
                self._say(reason)
                self.progress.state.setText("The last weights that were written can still be used.")
                self.row.show_state("finished")
                self._enable_result()
            else:
                self._say(reason)
                self.pages.setCurrentWidget(self.form)
                self.row.show_state("form")
            return
        if not self.isVisible():
            self.ended.emit(f"{self.progress.state.text()} See it in the menu Train.")
        if run:
            self.progress.show_run(run.step, run.steps)
        self.row.show_state("stopped" if run and not run.done else "finished")
        self._enable_result()

    def _offer(self, run: Run, reason: str) -> None:
        self._folder = run.folder
        self._say(reason)
        if self.progress.folder != run.folder:
            self.progress.clear()
            self.progress.show_pictures(*samples(run.folder))
            self.progress.show_losses(losses(run.folder))
            self.progress.folder = run.folder  # going on keeps them
        self.progress.show_run(run.step, run.steps)
        self.progress.state.setText(f"{run.arch}: step {run.step} of {run.steps}")
        self.pages.setCurrentWidget(self.progress)
        self.row.show_state("finished" if run.done else "broken")
        self._enable_result()

    # deciding

    def _weights(self) -> Path | None:
        return weights(self._folder) if self._folder else None

    def _enable_result(self) -> None:
        self.row.allow_result(self._weights() is not None)

    def _on_pause(self) -> None:
        paused = self.buttons["pause"].text() != "Pause"
        self.trainer.send("go" if paused else "pause")

    def _on_stop(self) -> None:
        self.progress.state.setText("Stopping after this step…")
        self.trainer.send("stop")

    def _on_compare(self, on: bool) -> None:
        shown = self._weights()
        if on and shown and self._folder:
            with suppress(OSError):  # on a full disk the file itself, though its name says less
                shown = comparable(self._folder, shown)
            self.compare_wanted.emit(str(shown))
        elif not on:
            self.compare_wanted.emit("")
        self._show_small(on)

    def _on_use(self) -> None:
        folder = self._folder
        if folder is None:
            return
        self._end_compare()
        try:
            kept = keep(folder)
        except OSError as error:
            self._say(
                f"The weights cannot be kept ({error.strerror or error}): free some space and try again."
            )
            return
        self.weights_chosen.emit(str(kept))
        self._back()
        self.hide()

    def _on_save(self) -> None:
        chooser = QFileDialog(self, "Save weights", str(Path.home()), "Weights (*.safetensors)")
        chooser.selectFile("my weights.safetensors")
        chooser.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        chooser.setDefaultSuffix("safetensors")
        chooser.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        chooser.fileSelected.connect(self.save_to)
        chooser.open()

    def save_to(self, path: str) -> None:
        """Copy the weights there."""
        source = self._weights()
        try:
            if source:
                copy(source, Path(path))
                self._say("")
                self.progress.state.setText(f"Saved as {path}.")
        except OSError as error:
            self._say(f"{path} cannot be written ({error.strerror or error}): choose another place.")

    def _on_discard(self) -> None:
        box = QMessageBox(self)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setWindowTitle("Discard")
        box.setText("Discard these weights and all that this training learned?")
        box.setStandardButtons(QMessageBox.StandardButton.Discard | QMessageBox.StandardButton.Cancel)
        box.setDefaultButton(QMessageBox.StandardButton.Cancel)
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
        self.row.show_state("form")

    # looks

    def _say(self, text: str) -> None:
        self.message.setText(text)
        self.message.setVisible(bool(text))

    def _show_small(self, on: bool) -> None:
        """While comparing only the buttons, below the photo, so that the split view is in sight."""
        if on == self.pages.isHidden():
            return
        if on:
            self._full = self.geometry()
        self.pages.setHidden(on)
        self.row.show_comparing(on)
        present = Path(self._document.weights).stem
        self.comparing.setText(f"Left of the divider the new weights, right of it {present}.")
        self.comparing.setVisible(on)
        if on:
            self.setMinimumSize(0, 0)
            self._layout.activate()
            self._put_below()
        else:
            self.setGeometry(self._full)

    def _put_below(self) -> None:
        size = self._layout.minimumSize()
        over = self.parentWidget() or self
        corner = over.mapToGlobal(over.rect().bottomLeft())
        left = corner.x() + max(0, (over.width() - size.width()) // 2)
        self.setGeometry(left, corner.y() - size.height() - MARGIN, size.width(), size.height())

    def _lay_out(self) -> None:
        column = self._layout = QVBoxLayout(self)
        column.setContentsMargins(18, 16, 18, 14)
        column.setSpacing(10)
        column.addWidget(self.message)
        column.addWidget(self.pages, 1)
        column.addWidget(self.comparing)
        column.addWidget(self.row)

    def _connect(self) -> None:
        self.form.folders_changed.connect(self._scan)
        self._document.weights_changed.connect(lambda: self.form.show_weights(self._document.weights))
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

    def showEvent(self, event: QShowEvent) -> None:
        if not self.trainer.running:
            self.stands.emit("")
        super().showEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        if not event.spontaneous():
            self._end_compare()
        super().hideEvent(event)
