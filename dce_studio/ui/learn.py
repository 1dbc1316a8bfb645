"""The Train menu: the training dialog, imported when it is first wanted, and what it asks of the studio."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

from dce_studio.ui.parts import Parts

if TYPE_CHECKING:
    from dce_studio.ui.training.dialog import TrainDialog


def open_dialog(parts: Parts, resume: bool = False) -> None:
    """Show the window's training dialog; it is made at the first call and works on when it is closed."""
    from dce_studio.ui.training.dialog import TrainDialog

    dialog = parts.window.findChild(TrainDialog)
    if dialog is None:
        dialog = TrainDialog(parts.studio.document, parts.window, lambda: parts.studio.limit)
        _join(dialog, parts)
    dialog.show()
    dialog.raise_()
    if resume:
        dialog.offer_resume()


def _join(dialog: "TrainDialog", parts: Parts) -> None:
    """Let the studio do what the dialog asks for."""
    studio = parts.studio

    def compare(new: str) -> None:
        studio.compare_with(new or None)
        if new and not parts.canvas.mode.startswith("split"):
            parts.canvas.set_mode("split-vertical")

    def fail(text: str) -> None:
        if not dialog.isVisible():  # else it says so itself
            studio.reported.emit(text, "")

    dialog.compare_wanted.connect(compare)
    dialog.weights_chosen.connect(studio.use_weights)
    dialog.failed.connect(fail)
    dialog.ended.connect(studio.noted)
    dialog.stands.connect(parts.status.show_training)
    parts.status.training_clicked.connect(lambda: open_dialog(parts))
    application = QApplication.instance()
    if application:
        application.aboutToQuit.connect(dialog.shut_down)
