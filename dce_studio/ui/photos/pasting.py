"""Copying an edit to the clipboard, and pasting one from it onto the photos that are meant."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QMimeData, QObject
from PySide6.QtWidgets import QApplication

from dce_studio.app.files.carry import change_for, sizes_of
from dce_studio.app.state.together import like
from dce_studio.app.studio import Studio
from dce_studio.core.files import sidecar
from dce_studio.core.files.sidecar import SavedEdit
from dce_studio.core.geometry import Size
from dce_studio.ui.widgets.dropping import local_paths


class Pasting(QObject):
    """Gives photos the edit on the clipboard.

    targets: the photos that are meant. tell: called with what was done, to how many, of how many.
    """

    def __init__(
        self,
        studio: Studio,
        targets: Callable[[], list[Path]],
        tell: Callable[[str, int, int], object],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._studio, self._targets, self._tell = studio, targets, tell

    def copy(self) -> None:
        """Put the edit of the photo shown on the clipboard, as the text of its file.

        Data of a kind of its own would be an object of Python's, which Qt's clipboard still asks for when
        Python has ended: the program would crash at its end.
        """
        document = self._studio.document
        size = document.photo.size if document.photo else None
        saved = SavedEdit(document.state.edit, document.weights, photo_size=size)
        QApplication.clipboard().setText(sidecar.text_of(saved))

    def paste(self, framing: bool = False) -> None:
        """Take an edit from the clipboard for the photos that are meant, or open the photos on it.

        framing: the crop, turns, flip and places too; else each photo keeps its own.
        """
        data = clipboard()
        if paths := local_paths(data):
            self._studio.open(paths)
        elif (saved := sidecar.of_text(data.text())) is None:
            self._studio.reported.emit("There is no edit and no photo to paste: copy one first.", "")
        else:
            self._onto(self._targets(), saved, framing)

    def paste_onto(self, paths: list[Path]) -> None:
        """Take the edit on the clipboard for these photos, each in its own frame."""
        saved = sidecar.of_text(clipboard().text())
        if saved is None:
            self._studio.reported.emit("There is no edit to paste: copy one first.", "")
        else:
            self._onto(paths, saved, framing=False)

    def _onto(self, paths: list[Path], saved: SavedEdit, framing: bool) -> None:
        library, together = self._studio.library, self._studio.together
        if not framing:
            self._tell("Pasted onto", together.apply(paths, like(saved.edit), "paste"), len(paths))
            return

        def apply(found: dict[Path, Size]) -> None:
            for path, size in found.items():
                library.update(path, size=size)
            made = {path: change_for(saved, library.size(path)) for path in paths}
            self._tell("Pasted onto", together.apply_each(made, "paste"), len(paths))

        unknown = [path for path in paths if saved.photo_size and library.size(path) is None]
        if unknown:
            self._studio.jobs.submit(
                "files", sizes_of, unknown, self._studio.limit, done=apply,
                title=f"Looking at {len(unknown)} photos",
            )  # fmt: skip
        else:
            apply({})


def clipboard() -> QMimeData:
    """Return the clipboard's data; it is empty where Qt returns None for an unused clipboard."""
    found: QMimeData | None = QApplication.clipboard().mimeData()
    return QMimeData() if found is None else found
