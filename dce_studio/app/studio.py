"""What a person can ask for, put together: open, choose, export; behind the window's menus.

Studio owns the document, the lanes, the library, the estimator and the preview, and passes values among them.
"""

import math
from collections.abc import Callable, Iterable
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from dce_studio.app.compare.reference import Reference
from dce_studio.app.files.keeping import Keeping
from dce_studio.app.files.opening import Opener, Terms
from dce_studio.app.files.presets import Presets
from dce_studio.app.files.scan import FoundPhotos, find_photos
from dce_studio.app.jobs import Jobs
from dce_studio.app.log import describe
from dce_studio.app.preview.estimator import Estimator
from dce_studio.app.preview.frame import Frame
from dce_studio.app.preview.histograms import HistogramCounter
from dce_studio.app.preview.libraries import map_compiler
from dce_studio.app.preview.live import Preview
from dce_studio.app.preview.shaper import Shaper
from dce_studio.app.preview.thumbnails import Thumbnails
from dce_studio.app.preview.warm import warm_up
from dce_studio.app.screen.profiles import Screen
from dce_studio.app.settings import Settings, Writer
from dce_studio.app.state.arrangement import Arrangement
from dce_studio.app.state.document import Document, fresh
from dce_studio.app.state.kept import BudgetedCache
from dce_studio.app.state.library import Library
from dce_studio.app.state.session import Session
from dce_studio.app.state.together import Together
from dce_studio.assets import is_sample
from dce_studio.core.edit import Edit
from dce_studio.core.engine.models import Models
from dce_studio.core.errors import DeviceError, WeightsError
from dce_studio.core.files import limits
from dce_studio.core.manifest import DEFAULT_WEIGHTS
from dce_studio.core.maps import CurveMaps, ShapedMaps
from dce_studio.core.photo import Photo
from dce_studio.core.render import auto
from dce_studio.core.render.shape import shaped

OFFERED = 1000.0  # MP: a photo that claims more is not offered by a click; it would take 10 GB or more
MANY = 3  # messages told one by one; more are told as a number, with the messages as details


def choose(
    photo: Photo, maps: CurveMaps, earlier: ShapedMaps | None, edit: Edit, target: float,
    tick: Callable[[float], None],
) -> Edit:  # fmt: skip
    """The edit with the iterations that bring the photo's mean brightness to `target`. For a worker."""
    tick(0.0)
    return auto.choose(photo, shaped(photo, maps, edit, earlier), edit, target)


class Studio(QObject):
    """Everything a menu does, on the GUI thread.

    reported(text, details): something went wrong. offered(text, details, label, slot): so too, and a click on
    `label` helps. advised(text, label, slot): so too, as long as that photo is shown; "" takes it back.
    noted(text): worth knowing about a photo. opening(Path or None): another was chosen.
    placeholder(QImage, Framing): its fast picture. opened(Path): it is there. unreadable(Path, reason): it
    cannot be read and stays chosen.
    """

    reported = Signal(str, str)
    offered = Signal(str, str, str, object)
    advised = Signal(str, str, object)
    noted = Signal(str)
    opening = Signal(object)
    placeholder = Signal(object, object)
    opened = Signal(object)
    unreadable = Signal(object, str)

    def __init__(self, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.settings = settings
        self.jobs = Jobs(self)
        self.document = Document(self)
        self.kept = BudgetedCache(in_use=self._maps_in_use)
        self.models = Models()
        self.thumbnails = Thumbnails(self.jobs, self.models, self.kept, self, self._curves_of)
        self.library = Library(self.thumbnails, self)
        self.library.arrange(settings.arrangement)
        self.session = Session(settings, self.library, self)
        self.opening.connect(self.session.show)
        self.presets = Presets(self.jobs, self)
        self.estimator = Estimator(self.document, self.jobs, self.models, self, self.kept)
        self.shaper = Shaper(self.document, self.jobs, self)
        self.preview = Preview(self.document, self.estimator, self.jobs, self)
        self.histograms = HistogramCounter(self.document, self.jobs, self)
        self.reference = Reference(
            self.document, lambda: self._path, self.library, self.jobs, self.models, self.kept,
            self._terms, self,
        )  # fmt: skip
        self._opener = Opener(self.jobs, self._terms, self, "open")
        self.screen, self._writer = Screen(settings, self.jobs, self), Writer(settings, self)
        shown = lambda: self._path if self.document.photo is not None else None  # noqa: E731
        self.keeping = Keeping(self.document, self.library, settings, self.jobs, shown, self)
        self.together = Together(self.document, self.library, shown, self.keeping.keep_state)
        self._path: Path | None = None
        self._unreadable: Path | None = None  # the photo chosen, if it cannot be read
        self._advised_weights = ""  # the weights offered for the photo shown
        self.document.set_weights(settings.weights or DEFAULT_WEIGHTS)
        self.use_device(settings.device)
        self.use_limit(settings.megapixels)
        self.document.history_changed.connect(self.together.forget)
        self.keeping.edited.connect(self._tell_weights)
        self.document.weights_changed.connect(self._on_weights_changed)
        self.document.result_changed.connect(self._on_result_changed)
        self._opener.pictured.connect(self._on_fast)
        self._opener.opened.connect(self._on_read)
        for opened in (self._opener, self.reference):
            opened.failed.connect(self._on_unreadable)
        for shown_by in (self, self.reference):
            shown_by.estimator.failed.connect(self._on_estimate_failed)
            shown_by.preview.failed.connect(self.report)
        self.estimator.devices_found.connect(self._on_devices)
        self.estimator.devices_found.connect(self.reference.estimator.devices_found)
        self.screen.changed.connect(self._on_screen_changed)
        self.screen.failed.connect(self.report)
        self.keeping.ratings.problems.connect(lambda messages: self._tell(messages, "ratings"))
        self.keeping.edits.reported.connect(lambda text: self.reported.emit(text, ""))
        self.keeping.noted.connect(self.noted)
        self.presets.reported.connect(lambda text: self.reported.emit(text, ""))
        self.presets.noted.connect(self.noted)
        self.jobs.failed.connect(lambda job, error: self.report(error))
        self._waiting_to_warm = self._has_picture = False
        self.preview.frame_ready.connect(self._on_picture)
        self.jobs.idle.connect(self._on_picture)

    @property
    def limit(self) -> float | None:
        """The megapixels of the largest photo that is opened; None: the environment's or the default."""
        wanted = self.settings.megapixels
        return None if wanted == limits.MEGAPIXELS else wanted

    def _terms(self) -> Terms:
        return self.limit, self.screen.profile.icc

    def _maps_in_use(self) -> tuple[object, ...]:
        return self.document.maps, self.document.compare_maps, self.reference.document.maps

    @property
    def path(self) -> Path | None:
        """The photo chosen: open, or being opened."""
        return self._path

    def warm_up(self, opening: bool = False) -> None:
        """Get ready what takes long and find the devices, in a worker; torch is imported there.

        opening: not before the photo that is being opened has its enhanced picture, or all work is done.
        """
        if opening:
            self._waiting_to_warm = True
        else:
            wanted, found = (self.document.weights, self.estimator.device), self.estimator.devices_found
            self.jobs.submit("warm", warm_up, self.models, *wanted, done=found.emit)

    def _on_picture(self, frame: Frame | None = None) -> None:
        """Begin what waits for the first picture, now that it is shown or will not come."""
        if frame is not None and frame.request.maps is None:
            return
        if not self._has_picture and self.library.rowCount():
            self._has_picture = True
            self.thumbnails.use_weights(self.document.weights)
        if self._waiting_to_warm:
            self._waiting_to_warm = False
            self.warm_up()

    def _curves_of(self, path: Path, edit: Edit) -> ShapedMaps | None:
        """The curves of the photo shown, if it is this one with this edit and they are ready."""
        document, curves = self.document, self.document.shaped
        if path != self._path or document.edit != edit or curves is None or not self.estimator.settled:
            return None
        return curves if curves.suit(edit) and curves.source is document.maps else None

    def reopen(self) -> None:
        """Open the photos of the last time, and show the one that was shown."""
        self.open(self.session.last, self.session.last_shown)

    def open(self, paths: Iterable[Path], show: Path | None = None) -> None:
        """Add files and the photos of folders to the library, and show this one of them, else the first."""
        wanted = tuple(Path(p).absolute() for p in paths)
        if wanted:
            self.keeping.edits.flush()
            known = frozenset(entry.path for entry in self.library.entries)
            self.jobs.submit("scan", map_compiler)
            self.jobs.submit(
                "scan", find_photos, wanted, known, done=lambda scan: self._on_found(wanted, scan, show)
            )

    def show(self, path: Path) -> None:
        """Show a photo of the library: its fast picture first, then the whole."""
        if path == self._path and path != self._unreadable:
            return
        self.keeping.keep_history()
        at_hand = self.reference.make_way(path, self._path)
        self._path, self._unreadable = path, None
        self.document.set_photo(None)
        self._tell_weights()
        self.opening.emit(path)
        if at_hand is None:
            self._opener.open(path)
        else:
            self._opener.cancel()
            self._on_read(path, at_hand)

    def arrange(self, arrangement: Arrangement) -> None:
        """Show these of the opened photos in the strip, in this order."""
        self.settings.arrangement = arrangement
        self.library.arrange(arrangement)

    def step(self, by: int) -> None:
        """Show the photo that many places further."""
        if self._path and (path := self.library.neighbour(self._path, by)):
            self.show(path)

    def close_photos(self, *paths: Path) -> None:
        """Take photos out of the library; show the next that is left if the one shown is among them."""
        following = self._left_by(frozenset(paths))
        if self._path in paths:
            self._path = None
            self._opener.cancel()
            self.document.set_photo(None)
            self._tell_weights()
        self.library.remove(*paths)
        if self._path is None and following:
            self.show(following)
        elif self._path is None:
            self.opening.emit(None)

    def _left_by(self, closed: frozenset[Path]) -> Path | None:
        """The first photo after the one shown that stays, else the last before it."""
        for step in (1, -1):
            path = self._path
            while path is not None and path in closed:
                path = self.library.neighbour(path, step)
            if path is not None:
                return path
        return None

    def use_limit(self, megapixels: float) -> None:
        """Open no photo larger than this; the default leaves it to the environment."""
        self.settings.megapixels = megapixels
        self.thumbnails.set_limit(self.limit)

    def auto(self) -> None:
        """Choose the iterations by the photo's brightness, in a worker, and propose them as one entry."""
        document = self.document
        if document.photo is not None and document.maps is not None:
            self.jobs.submit(
                "auto", choose, document.photo, document.maps, document.shaped, document.state.edit,
                self.settings.auto_target, done=lambda edit: document.propose(edit, what="Auto"),
            )  # fmt: skip

    def use_weights(self, name: str) -> None:
        """Use weights by name or file; those in use stay when these cannot be loaded."""
        self.estimator.use(name)

    def compare_with(self, name: str | None) -> None:
        """Show the result of these weights in place of the original; None ends it."""
        if name is None:
            self.document.set_compare(None)
        else:
            self.estimator.use(name, compare=True)

    def use_device(self, name: str) -> None:
        """Estimate on this device."""
        self.settings.device = name
        self.estimator.set_device(name)
        self.reference.estimator.set_device(name)

    def report(self, error: Exception) -> None:
        """Tell the person: the error's own sentence, or that something unexpected happened."""
        self.reported.emit(*describe(error))

    def stop(self) -> None:
        """Cancel all work."""
        self.keeping.keep_history()
        self.jobs.cancel_all()

    def close(self) -> None:
        """End the threads, then write the edits and settings that are left. For after the event loop."""
        self.jobs.close()
        self.keeping.finish()
        self.session.remember()
        self._writer.finish()

    def _on_found(self, wanted: tuple[Path, ...], found: FoundPhotos, show: Path | None) -> None:
        before = {entry.path for entry in self.library.entries}
        self.library.add(found.photos)
        self.keeping.edits.block(found.blocked)
        for path, saved in found.edits:
            self.library.take(path, saved)
        self.keeping.ratings.look(path for path in found.photos if path not in before)
        self._tell(found.messages)
        self._tell_missing(found.missing)
        if found.photos:
            self.show(show if show in found.photos and show else found.photos[0])
        elif not found.missing and not found.messages:
            self.reported.emit(
                f"There is no photo in {wanted[0]} that can be opened: choose another folder.", ""
            )

    def _on_fast(self, path: Path, picture: QImage) -> None:
        self.placeholder.emit(picture, self.library.edit(path).framing)

    def _on_read(self, path: Path, photo: Photo) -> None:
        entry = self.library.entry(path)
        self.library.update(path, size=photo.size)
        self.document.set_photo(photo, entry.history if entry else fresh())
        if entry and entry.status == "failed":
            self.library.update(path, status="", message="")
        if not is_sample(path):
            self.settings.add_recent(path)
            self.settings.folder = str(path.parent)
        self.opened.emit(path)
        for note in photo.notes:
            self.noted.emit(note)
        self._tell_weights()

    def _tell_weights(self) -> None:
        """Offer the weights that the edit shown was made with, as long as others are in use."""
        entry = self.library.entry(self._path) if self._path and self.document.photo is not None else None
        used, made = self.document.weights, entry.weights if entry else ""
        unlike = entry is not None and entry.history.present.edit != Edit() and made not in ("", used)
        if (made if unlike else "") != self._advised_weights:
            self._advised_weights = made if unlike else ""
            text = (
                f"This edit was made with the weights {Path(made).stem}; those in use are {Path(used).stem}."
            )
            self.advised.emit(text if unlike else "", "Use them", lambda: self.use_weights(made))

    def _tell_missing(self, paths: tuple[Path, ...]) -> None:
        if len(paths) == 1:
            self.reported.emit(f"{paths[0]} is not there: it may have been moved or renamed.", "")
        elif paths:
            text = f"{len(paths)} photos are not there: they may have been moved or renamed."
            self.reported.emit(text, "\n".join(map(str, paths)))

    def _tell(self, messages: tuple[str, ...], what: str = "edits or folders") -> None:
        if len(messages) <= MANY:
            for message in messages:
                self.reported.emit(message, "")
        else:
            self.reported.emit(f"{len(messages)} {what} could not be read or written.", "\n".join(messages))

    def _on_unreadable(self, path: Path, error: Exception) -> None:
        self.library.update(path, status="failed", message=str(error))
        if isinstance(error, limits.TooLargeError) and error.megapixels <= OFFERED:
            self._offer_larger(path, error)
        else:
            self.report(error)
        if path == self._path:
            self._unreadable = path
            self.unreadable.emit(path, str(error))

    def _offer_larger(self, path: Path, error: limits.TooLargeError) -> None:
        enough = float(math.ceil(error.megapixels))

        def open_it() -> None:
            self.use_limit(enough)
            self.show(path)

        self.offered.emit(str(error), "", f"Open up to {enough:,.0f} MP", open_it)

    def _on_result_changed(self) -> None:
        if self._path is not None:
            self.thumbnails.renew([self._path])

    def _on_devices(self, names: tuple[str, ...]) -> None:
        wanted = self.estimator.device
        if wanted != "auto" and all(wanted not in (name, name.partition(":")[0]) for name in names):
            self._leave_device()

    def _leave_device(self) -> None:
        gone = self.estimator.device
        self.reported.emit(f"The device {gone} cannot be used any more: the best one was chosen.", "")
        self.use_device("auto")

    def _on_screen_changed(self) -> None:
        for preview in (self.preview, self.reference.preview):
            preview.set_display(self.screen.profile.icc)
        self.thumbnails.set_display(self.screen.profile.icc)

    def _on_weights_changed(self) -> None:
        name = self.document.weights
        self.settings.weights = "" if name == DEFAULT_WEIGHTS else name
        if self._has_picture:
            self.thumbnails.use_weights(name)
        self._tell_weights()

    def _on_estimate_failed(self, error: Exception) -> None:
        if isinstance(error, DeviceError) and self.estimator.device != "auto":
            self._leave_device()
            return
        self.report(error)
        weights = self.document.weights
        unusable = isinstance(error, WeightsError) and weights not in self.models.infos()
        if unusable and weights != DEFAULT_WEIGHTS and self.document.photo and self.document.maps is None:
            self.document.set_weights(DEFAULT_WEIGHTS)  # remembered weights whose file is gone
