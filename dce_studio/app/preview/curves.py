"""Keeps the mean curves of the photo or region in step with the document, off the GUI thread.

The α of a scope's pixels are gathered once. A change gets a draft from a sixteenth of them at once, and the
whole when nothing newer is asked for, so that the plot follows a slider.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QObject, QTimer, Signal

from dce_studio.app.jobs import Job, Jobs
from dce_studio.app.state.document import Document
from dce_studio.core.analysis.probing import gather, scope_curves
from dce_studio.core.analysis.views import Curves, CurveView, Gathered
from dce_studio.core.edit import Edit
from dce_studio.core.maps import ShapedMaps
from dce_studio.core.marks import Region
from dce_studio.core.photo import Photo

LANES = ("curves", "curves-beside", "curves-other")
"""The lanes for the chosen scope, for the whole photo beside a region, and for the weights compared with."""
DRAFT_STRIDE = 16
CALM_MS = 40
"""Milliseconds from a draft to the next, or to all pixels: a slider's frames need the cores, and the window
the interpreter's lock."""
REST_MS = 200
"""The same while a place is drawn, and only once the hand rests: each of its moves changes the α of all
pixels gathered, and the stroke must follow the hand."""


class Scope(StrEnum):
    """Whose curves are shown."""

    PHOTO = "photo"
    REGION = "region"
    PIXEL = "pixel"


@dataclass(frozen=True, eq=False)
class Subject:
    """The pixels that are averaged: those of a region, or of the whole photo if it is None."""

    photo: Photo
    maps: ShapedMaps
    region: Region | None

    def same(self, other: "Subject | None") -> bool:
        """Whether the other's α can be used."""
        return (
            other is not None
            and self.photo is other.photo
            and self.maps is other.maps
            and self.region == other.region
        )


@dataclass(frozen=True, eq=False)
class Scoped:
    """A subject's pixels, and a sixteenth of them for drafts."""

    subject: Subject
    pixels: Gathered
    draft: Gathered


def compute(
    subject: Subject,
    kept: Scoped | None,
    edit: Edit,
    view: CurveView,
    draft: bool,
    tick: Callable[[float], None],
) -> tuple[Scoped, Curves]:
    """Return a subject's curves and the pixels gathered for them. For a worker; raises what `tick` raises."""
    if kept is None or not subject.same(kept.subject):
        pixels = gather(subject.photo, subject.maps, subject.region)
        tick(0.3)
        kept = Scoped(subject, pixels, pixels.every(DRAFT_STRIDE))
    return kept, scope_curves(kept.draft if draft else kept.pixels, edit, view, tick)


class CurveSource(QObject):
    """The curves of the whole photo or of the region. changed: `curves` is another, or None.

    lane: one of LANES; in the last the curves are those of the weights that are compared with.
    """

    changed = Signal()

    def __init__(
        self, document: Document, jobs: Jobs, parent: QObject | None = None, lane: str = LANES[0]
    ) -> None:
        super().__init__(parent)
        self._document, self._jobs, self._lane = document, jobs, lane
        self._scope, self._view, self._active = Scope.PHOTO, CurveView.OUTPUT, False
        self._curves: Curves | None = None
        self._kept: Scoped | None = None
        self._drafting: Job | None = None
        self._again = False
        self._calm = QTimer(self, singleShot=True, interval=CALM_MS)
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        for timer in (self._calm, self._rest):
            timer.timeout.connect(self._go_on)
        document.photo_changed.connect(self._on_photo_changed)
        document.result_changed.connect(self.refresh)
        document.marks_changed.connect(self._on_marks_changed)

    @property
    def curves(self) -> Curves | None:
        """The newest curves; None without a photo, maps or region, and for the scope of a pixel."""
        return self._curves

    @property
    def scope(self) -> Scope:
        """The scope whose curves are shown."""
        return self._scope

    @property
    def view(self) -> CurveView:
        """What the curves show: output, gain or family."""
        return self._view

    def set_scope(self, scope: Scope) -> None:
        """Compute the curves of this scope."""
        if scope is not self._scope:
            self._scope = scope
            self._set(None)
            self._calm.stop()
            self.refresh()

    def set_view(self, view: CurveView) -> None:
        """Compute this view of the curves."""
        if view is not self._view:
            self._view = view
            self._set(None)
            self._calm.stop()
            self.refresh()

    def set_active(self, active: bool) -> None:
        """Set whether the curves are visible; else none are computed."""
        self._active = active
        if active:
            self.refresh()

    def refresh(self) -> None:
        """Bring the curves up to date: a draft first, after the draft in the making."""
        if not self._active:
            return
        if (subject := self._subject()) is None:
            self._kept = None
            self._set(None)
        elif self._document.drawing:
            self._again = True
            self._jobs.cancel(self._lane)  # of the stroke before, perhaps
            self._calm.stop()
            self._rest.start()
        elif self._is_drafting or self._calm.isActive():
            self._again = True
        else:
            self._submit(subject, draft=True)

    def _subject(self) -> Subject | None:
        photo, maps, region = self._document.photo, self._maps(), self._document.marks.region
        if photo is None or maps is None or self._scope is Scope.PIXEL:
            return None
        if self._scope is Scope.PHOTO:
            return Subject(photo, maps, None)
        return Subject(photo, maps, region) if region else None

    def _maps(self) -> ShapedMaps | None:
        return self._document.compare_shaped if self._lane == LANES[2] else self._document.shaped

    def _submit(self, subject: Subject, draft: bool) -> None:
        self._again = False
        job = self._jobs.submit(
            self._lane, compute, subject, self._kept, self._document.edit, self._view, draft,
            done=lambda result: self._on_done(subject, result, draft), failed=self._on_failed, spares=True,
        )  # fmt: skip
        self._drafting = job if draft else None

    def _on_done(self, subject: Subject, result: tuple[Scoped, Curves], draft: bool) -> None:
        self._drafting = None
        now = self._subject()
        if now is None:
            return
        kept, curves = result
        if now.same(subject):
            self._kept = kept
        if fits := now.same(subject) and curves.view is self._view:
            self._set(curves)
        if self._again and not fits:
            self._submit(now, draft=True)
        elif self._again or (draft and self._coarse):
            (self._rest if self._document.drawing else self._calm).start()

    @property
    def _is_drafting(self) -> bool:
        return self._drafting is not None and not self._drafting.cancelled

    @property
    def _coarse(self) -> bool:
        """Whether a draft has fewer pixels than there are."""
        return self._kept is not None and self._kept.pixels.count > self._kept.draft.count

    def _go_on(self) -> None:
        """Make the next draft where something has changed since the last, else the curves of all pixels."""
        subject = self._subject()
        if subject is not None and not self._is_drafting:
            self._submit(subject, draft=self._again)

    def _on_failed(self, error: Exception) -> None:
        job, self._drafting = self._drafting, None
        self._jobs.failed.emit(job, error)

    def _on_photo_changed(self) -> None:
        self._jobs.cancel(self._lane)
        self._kept = None
        self._set(None)

    def _on_marks_changed(self) -> None:
        if self._scope is Scope.REGION:
            self.refresh()

    def _set(self, curves: Curves | None) -> None:
        if curves is not self._curves:
            self._curves = curves
            self.changed.emit()
