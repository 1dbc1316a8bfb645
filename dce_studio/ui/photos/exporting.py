"""Exporting from the window: which photos a dialog is opened for, and what is said once they are written."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from dce_studio import assets
from dce_studio.app import log
from dce_studio.app.files.export import Exporter, Outcome, maps_for_export
from dce_studio.app.studio import Studio
from dce_studio.ui.photos.export_dialog import ExportDialog, Source, With

MANY = 3  # the most failures whose reasons are shown; those of more become details
SHOW = "Show in folder"


class Exporting(QObject):
    """Opens the export dialog and tells what became of its photos.

    targets: the photos that are meant. note: called with a text that is worth knowing, and maybe with what a
    button beside it says and does. show_folder: called with the folder that the person wants to see.
    """

    def __init__(
        self,
        studio: Studio,
        targets: Callable[[], list[Path]],
        note: Callable[..., object],
        show_folder: Callable[[Path], object],
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._studio, self._targets, self._window = studio, targets, window
        self._note, self._show_folder = note, show_folder
        self.exporter = Exporter(studio.jobs, studio.models, self)
        self.exporter.finished.connect(self._on_exported)

    def export(self) -> None:
        """Ask how to export the photo that is shown."""
        if (shown := self._shown()) is not None:
            self._ask([shown])

    def export_all(self) -> None:
        """Ask how to export all photos that the strip shows, each with its own edit, in its order.

        The sample only where it is alone.
        """
        shown, library = self._shown(), self._studio.library
        entries = [entry for path in library.shown if (entry := library.entry(path))]
        own = [entry for entry in entries if not assets.is_sample(entry.path)]
        sources = [
            shown if shown and entry.path == shown.path else Source(entry.path, entry.history.present.edit)
            for entry in own or entries
        ]
        if not sources:
            self._note("No photo matches the filter of the row of photos: nothing to export.")
        elif library.arrangement.filters:
            self._ask(sources, f"Export the {in_words(len(sources))} shown of {library.opened} open")
        else:
            self._ask(sources)

    def export_selected(self) -> None:
        """Ask how to export the photos that are selected, or the one that is shown."""
        shown = self._shown()
        sources = [
            shown if shown and path == shown.path else Source(path, self._studio.library.edit(path))
            for path in self._targets()
        ]
        if sources:
            self._ask(sources)

    def _shown(self) -> Source | None:
        """The photo that is shown, with all that an export would otherwise read and estimate again."""
        document, path = self._studio.document, self._studio.path
        if document.photo is None or path is None:
            return None
        maps = maps_for_export(document, self._studio.estimator)
        return Source(path, document.state.edit, document.photo, maps, document.shaped)

    def _ask(self, sources: list[Source], title: str = "") -> None:
        using = With(self._studio.document.weights, self._studio.estimator.device, self._studio.limit)
        dialog = ExportDialog(sources, using, self.exporter, self._studio.settings, self._window)
        dialog.setWindowTitle(title or dialog.windowTitle())
        dialog.show()

    def _on_exported(self, outcomes: tuple[Outcome, ...], total: int, cancelled: bool) -> None:
        good = [(o, o.target) for o in outcomes if o.target is not None]
        bad = [(o.source, log.reason(o.problem)) for o in outcomes if o.problem is not None]
        folder = good[0][1].parent if good else None
        for outcome, _ in good:
            self._studio.library.update(outcome.source, status="exported")
        for source, reason in bad:
            self._studio.library.update(source, status="failed", message=reason)
        if bad:
            text = f"{len(good)} of {total} photos exported; {len(bad)} could not be"
            text = f"Cancelled: {text}" if cancelled else text
            self._tell_failures(text, [reason for _, reason in bad], total, folder)
        elif cancelled and len(good) < total:
            photos = f"{len(good)} of {total} photos were" if total > 1 else "the photo was not"
            self._tell(f"Export cancelled: {photos} written.", folder)
        elif folder is not None:
            outcome, target = good[0]
            one = f"Exported to {target}. {' '.join(outcome.notes)}".strip()
            self._tell(one if len(good) == 1 else f"{len(good)} photos exported to {folder}.", folder)
            if self._studio.settings.export_choice("reveal", "") == "1":
                self._show_folder(folder)

    def _tell(self, text: str, folder: Path | None) -> None:
        """Say it, and offer to go to the folder of what was written."""
        if folder is None:
            self._note(text)
        else:
            self._note(text, SHOW, partial(self._show_folder, folder))

    def _tell_failures(self, text: str, reasons: list[str], total: int, folder: Path | None) -> None:
        """Report `text` with the reasons below it; more than MANY of them become its details.

        folder: where the others were written, which is offered; None where nothing was.
        """
        if total == 1:
            said = reasons[0], ""
        elif len(reasons) <= MANY:
            said = "\n".join([f"{text}:", *reasons]), ""
        else:
            said = f"{text}.", "\n".join(reasons)
        if folder is None:
            self._studio.reported.emit(*said)
        else:
            self._studio.offered.emit(*said, SHOW, partial(self._show_folder, folder))


def in_words(count: int) -> str:
    """Return how many photos these are: "one photo", "3 photos"."""
    return "one photo" if count == 1 else f"{count} photos"
