"""What files say of photos, and ratings put beside them: one lane, so that none is read while written."""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from dce_studio.app.jobs import Jobs
from dce_studio.core.errors import StudioError
from dce_studio.core.files import stars
from dce_studio.core.files.about import About, about

LANE = "about"
AT_ONCE = 50  # photos that are looked at in one job, so that ratings are written in between

Known = dict[Path, About]
Ratings = Mapping[Path, int]


def look(photos: tuple[Path, ...], tick: Callable[[float], None]) -> Known:
    """What is known of each photo. For a worker."""
    known = {}
    for photo in photos:
        tick(0.0)
        known[photo] = about(photo)
    return known


def write_ratings(ratings: Ratings, tick: Callable[[float], None]) -> tuple[str, ...]:
    """Put each rating into the sidecars of its photo; why some could not be. For a worker."""
    problems = []
    for photo, rating in ratings.items():
        try:
            stars.write(photo, rating)
        except StudioError as error:
            problems.append(str(error))
    return tuple(problems)


class RatingKeeper(QObject):
    """Looks at photos, and writes their ratings in the order of the changes.

    known(dict of Path → About): found. problems(tuple of str): ratings that could not be read or written.
    """

    known = Signal(object)
    problems = Signal(object)

    def __init__(self, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._unwritten: dict[Path, int] = {}
        self._fresh: set[Path] = set()  # of these, no job has been asked to write what is there
        self._soon = QTimer(self, singleShot=True, interval=0)  # once for a selection
        self._soon.timeout.connect(self._write)

    @property
    def unwritten(self) -> tuple[Path, ...]:
        """Return the photos whose rating is not on the disk yet."""
        return tuple(self._unwritten)

    def look(self, photos: Iterable[Path]) -> None:
        """Find out about these photos."""
        todo = tuple(photos)
        for start in range(0, len(todo), AT_ONCE):
            self._jobs.submit(LANE, look, todo[start : start + AT_ONCE], done=self._on_known)

    def keep(self, ratings: Ratings) -> None:
        """Write these ratings."""
        self._unwritten |= ratings
        self._fresh |= ratings.keys()
        self._soon.start()

    def finish(self) -> None:
        """Write what is left, in this thread: for the program's end, when the lanes are closed."""
        self._soon.stop()
        self._fresh.clear()
        write_ratings(self._unwritten, lambda fraction: None)
        self._unwritten.clear()

    def _write(self) -> None:
        ratings = {photo: self._unwritten[photo] for photo in self._fresh}
        self._fresh.clear()
        self._jobs.submit(
            LANE, write_ratings, ratings, done=lambda problems: self._on_written(ratings, problems)
        )

    def _on_known(self, known: Known) -> None:
        self.known.emit(known)
        messages = tuple(found.message for found in known.values() if found.message)
        if messages:
            self.problems.emit(messages)

    def _on_written(self, ratings: Ratings, problems: tuple[str, ...]) -> None:
        for photo, rating in ratings.items():
            if photo not in self._fresh and self._unwritten.get(photo) == rating:
                del self._unwritten[photo]
        if problems:
            self.problems.emit(problems)
