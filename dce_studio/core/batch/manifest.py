"""What became of each photo of a batch, kept in a file beside the results: an SQLite database.

It has one writer, who holds it locked. A run that is started again leaves out what is settled in it, by the
same settings and still there. All names are in it before the work begins: so a result that a killed run left
without a word is known from a file that was there before, which is not replaced unasked.
"""

import os
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any, overload

from dce_studio.core.batch.events import BatchEvent, Failed, Item, Written
from dce_studio.core.batch.naming import CHOSEN
from dce_studio.core.errors import ManifestError, StudioError
from dce_studio.core.files import stores
from dce_studio.core.files.formats import format_of
from dce_studio.core.files.place import AnyPath

NAME = "dce-manifest"
"""How the files' names begin: of a part `dce-manifest-3-of-8.sqlite`."""

SECONDS = 1.0
"""How much of a run may be lost with the machine: results of that time are made anew."""

PUBLISHED = 60.0
"""The same of results in a store, or more: a twentieth of the time may go into putting it there."""

_VERSION = 1
_SETTINGS = "CREATE TABLE settings (id INTEGER PRIMARY KEY, said TEXT UNIQUE NOT NULL)"
_PHOTOS = """
CREATE TABLE photos (
    result TEXT PRIMARY KEY,  -- its name below the output, as it was planned
    photo TEXT NOT NULL,
    state TEXT NOT NULL,      -- waiting, settled, failed, or there: a file that is not of this run
    reason TEXT,              -- why it failed
    file TEXT,                -- the result, where the photo chose its format: another name than planned
    sha256 TEXT,              -- of the result
    seconds REAL,
    notes TEXT,
    settings INTEGER REFERENCES settings
) WITHOUT ROWID
"""
_FREE, _OURS, _SETTLED = range(3)


class Manifest:
    """The open file. others: those of other parts, in which a result may be settled too."""

    def __init__(
        self, path: Path, output: AnyPath, settings: str, others: Iterable[Path] = (),
        publish: Callable[[], None] = lambda: None,
    ) -> None:  # fmt: skip
        """Open or make it. settings: all that decides how a result looks, as text. Raises ManifestError.

        publish: puts the file where it belongs, if that is a store; called when nothing is being written.
        """
        self._publish, self._due = publish, time.monotonic() + PUBLISHED
        self.path, self._root = path, os.path.join(output, "")  # noqa: PTH118  # with its slash
        self._others = [_Reader(other) for other in others]
        self._committed = time.monotonic()
        with _told(path):
            self._base = sqlite3.connect(path, timeout=0, isolation_level=None)
            try:
                self._open(settings)
            except BaseException:
                self._base.close()
                raise

    def _open(self, settings: str) -> None:
        run = self._base.execute
        run("PRAGMA locking_mode = EXCLUSIVE")
        run("BEGIN EXCLUSIVE")
        (version,) = run("PRAGMA user_version").fetchone()
        if version > _VERSION:
            raise ManifestError(
                f"{self.path} was written by a newer DCE Studio: use that one, or another folder."
            )
        if not version:
            run(_SETTINGS)
            run(_PHOTOS)
            run(f"PRAGMA user_version = {_VERSION}")
        run("INSERT OR IGNORE INTO settings (said) VALUES (?)", (settings,))
        (self._settings,) = run("SELECT id FROM settings WHERE said = ?", (settings,)).fetchone()
        self._said = settings
        run("COMMIT")

    def enter(self, items: Sequence[Item]) -> Sequence[Item]:
        """The items, those marked that are settled, and those whose result may be replaced as it is ours.

        All are in the file when it returns. Raises ManifestError.
        """
        marks, listed = bytearray(len(items)), _Listed()
        with _told(self.path):
            self._base.execute("BEGIN")
            for index, item in enumerate(items):
                marks[index] = self._mark(item, item.target in listed)
            self._base.execute("COMMIT")
        self._publish()
        return _Marked(items, marks)

    def _mark(self, item: Item, there: bool) -> int:
        key = self._key(item)
        state, said = self._row(key) if there else ("", "")
        if state == "settled" and said == self._said:
            return _SETTLED
        mark = _OURS if not there or (state in ("waiting", "failed") and said == self._said) else _FREE
        self._base.execute(
            "INSERT INTO photos (result, photo, state, settings) VALUES (?1, ?2, ?3, ?4) "
            "ON CONFLICT (result) DO UPDATE SET state = ?3, settings = ?4, reason = NULL, sha256 = NULL, "
            "file = NULL WHERE ?3 = 'waiting'",
            (key, _text(str(item.source)), "waiting" if mark == _OURS else "there", self._settings),
        )
        return mark

    def _row(self, key: str | bytes) -> tuple[str, str]:
        """Its state and settings, here or as another part left them; empty where nobody knows it."""
        known: list[tuple[str, str]] = []
        for base in (self._base, *(other.base for other in self._others)):
            known += base.execute(
                "SELECT state, said FROM photos JOIN settings ON settings.id = settings WHERE result = ?",
                (key,),
            )
            if ("settled", self._said) in known:
                return "settled", self._said
        return known[0] if known else ("", "")

    def kept(self, events: Iterable[BatchEvent]) -> Iterator[BatchEvent]:
        """The same events, each in the file before it is passed on, and for good within SECONDS.

        Raises ManifestError.
        """
        with _told(self.path):
            self._base.execute("BEGIN")
        try:
            for event in events:
                with _told(self.path):
                    self._keep(event)
                yield event
        finally:
            with _told(self.path):
                if self._base.in_transaction:
                    self._base.execute("COMMIT")

    def _keep(self, event: BatchEvent) -> None:
        if isinstance(event, Written):
            values: Mapping[str, Any] = {
                "state": "settled", "reason": None, "sha256": event.sha256 or None,
                "file": None if event.target == event.item.target else self._relative(event.target),
                "seconds": round(event.seconds, 3), "notes": "\n".join(event.notes) or None,
            }  # fmt: skip
            names = ", ".join(f"{name} = ?" for name in values)
            self._base.execute(
                f"UPDATE photos SET {names}, settings = ? WHERE result = ?",
                (*values.values(), self._settings, self._key(event.item)),
            )
        elif isinstance(event, Failed) and not event.exists:
            self._base.execute(
                "UPDATE photos SET state = iif(state = 'there', state, 'failed'), reason = ? "
                "WHERE result = ?",
                (_text(event.reason), self._key(event.item)),
            )
        if time.monotonic() - self._committed > SECONDS:
            self._base.execute("COMMIT")
            self._publish_in_time()
            self._base.execute("BEGIN")
            self._committed = time.monotonic()

    def _publish_in_time(self) -> None:
        """Put the file into its store when that is due; what fails now may succeed the next time."""
        if time.monotonic() < self._due:
            return
        begun = time.monotonic()
        with suppress(StudioError):
            self._publish()
        now = time.monotonic()
        self._due = now + max(PUBLISHED, 20 * (now - begun))

    def close(self) -> None:
        """Let go of the file, the last of it in its store. Raises StudioError where that fails."""
        for other in self._others:
            other.close()
        self._base.close()
        self._publish()

    def _key(self, item: Item) -> str | bytes:
        return self._relative(item.target)

    def _relative(self, target: AnyPath) -> str | bytes:
        return _text(str(target).removeprefix(self._root).replace(os.sep, "/"))


class _Marked(Sequence[Item]):
    """Items with what the manifest knows of each."""

    def __init__(self, items: Sequence[Item], marks: bytes | bytearray) -> None:
        self._items, self._marks = items, marks

    def __len__(self) -> int:
        return len(self._items)

    @overload
    def __getitem__(self, index: int) -> Item: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Item]: ...
    def __getitem__(self, index: int | slice) -> Item | Sequence[Item]:
        if isinstance(index, slice):
            return _Marked(self._items[index], self._marks[index])
        item, mark = self._items[index], self._marks[index]
        return replace(item, overwrite=mark == _OURS or item.overwrite, settled=mark == _SETTLED)


class _Reader:
    """Another part's manifest, opened when it is first asked."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._base: sqlite3.Connection | None = None

    @property
    def base(self) -> sqlite3.Connection:
        if self._base is None:
            with _told(self._path):
                self._base = sqlite3.connect(f"{self._path.absolute().as_uri()}?mode=ro", timeout=0, uri=True)
                self._base.execute("SELECT count(*) FROM settings")
        return self._base

    def close(self) -> None:
        if self._base is not None:
            self._base.close()


class _Listed:
    """Whether results are there, by the lists of their folders, each read once for all that follow in it."""

    def __init__(self) -> None:
        self._names = lru_cache(4)(stores.listed)

    def __contains__(self, target: AnyPath) -> bool:
        names = self._names(target.parent)
        if format_of(target):
            return target.name in names
        return any(target.name + suffix in names for suffix in CHOSEN)


def _text(name: str) -> str | bytes:
    """A name as SQLite keeps it: one that is no text as its bytes."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return os.fsencode(name)
    return name


_REMEDIES = {
    "locked": "is in use: another run is at work there; wait for it, or end it",
    "full": "could not be written, as the disk is full: make room and start again",
    "not a database": "is damaged: move it away; --skip-existing then goes on with what is missing",
    "malformed": "is damaged: move it away; --skip-existing then goes on with what is missing",
    "": "could not be kept ({error}): the place may grant no locks; --manifest FILE keeps it on a local disk",
}


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """SQLite's errors as one sentence."""
    try:
        yield
    except sqlite3.Error as error:
        remedy = next(text for word, text in _REMEDIES.items() if word in str(error))
        raise ManifestError(f"{path} {remedy.format(error=error)}.") from error
