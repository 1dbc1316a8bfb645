"""Photos wherever they are: on this machine, or in a store that fsspec opens (s3://, gs://, sftp:// …).

A photo of a store is fetched whole into a temporary file, and a result is made in one and put there whole.
"""

import hashlib
import os
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from dce_studio.core import files
from dce_studio.core.atomic import TEMPORARY
from dce_studio.core.errors import ExistsError, PhotoError
from dce_studio.core.files.folder import names_in
from dce_studio.core.files.kinds import READABLE
from dce_studio.core.files.place import AnyPath, Place
from dce_studio.core.photo import Photo

_WHOLE = {"s3", "s3a", "gs", "gcs", "abfs", "abfss", "az", "adl", "oci", "oss", "cos", "memory"}
"""Stores in which a file appears at once, when all of it is there. Elsewhere it is renamed in the end."""


def is_there(path: AnyPath) -> bool:
    """Whether there is a file or folder. Raises PhotoError where a store cannot be asked."""
    if isinstance(path, Path):
        return path.exists()
    with _told(path, "cannot be looked for"):
        store, inner = _store(path)
        return bool(store.exists(inner))


def is_folder(path: AnyPath) -> bool:
    """Whether there is a folder. Raises PhotoError where a store cannot be asked."""
    if isinstance(path, Path):
        return path.is_dir()
    with _told(path, "cannot be looked for"):
        store, inner = _store(path)
        return bool(store.isdir(inner))


def is_same(one: AnyPath, other: AnyPath) -> bool:
    """Whether two paths lead to one file that is there."""
    if isinstance(one, Path) and isinstance(other, Path):
        return one.exists() and other.exists() and one.samefile(other)
    return one == other


def listed(folder: AnyPath) -> frozenset[str]:
    """The names of what is in a folder; none where it is not there. Raises PhotoError as `is_there`."""
    if isinstance(folder, Path):
        with suppress(OSError):
            return frozenset(os.listdir(folder))  # noqa: PTH208  # names alone
        return frozenset()
    with _told(folder, "cannot be read"):
        return frozenset(name for name, _ in _entries(folder))


def photos_below(folder: AnyPath, recursive: bool) -> Iterator[str]:
    """As `names_in`, in a store too. Raises OSError, and PhotoError for a store."""
    if isinstance(folder, Path):
        yield from names_in(folder, recursive)
    else:
        with _told(folder, "cannot be read"):
            yield from _names(folder, "", recursive)


def read(path: AnyPath, megapixels: float | None = None) -> Photo:
    """The photo of a file, as `read_photo` gives it. Raises PhotoError."""
    if isinstance(path, Path):
        return files.read_photo(path, megapixels)
    with tempfile.TemporaryDirectory(prefix="dce-studio-") as folder:
        local = Path(folder, path.name)
        with _told(path, "cannot be opened"):
            fetch(path, local)
        with _named(local, path):
            photo = files.read_photo(local, megapixels)
    return Photo(local, photo.pixels, photo.alpha, photo.grey, photo.metadata, photo.notes)


def write(
    photo: Photo, path: AnyPath, options: "files.WriteOptions | None", overwrite: bool, checksum: bool
) -> tuple[tuple[str, ...], str]:
    """Save the photo, as `write_photo` does: its notes, and the file's SHA-256 if that is wanted, else "".

    Raises PhotoError.
    """
    if isinstance(path, Path):
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise PhotoError(f"{path.parent} cannot be made: {error.strerror or error}.") from error
        return files.write_photo(photo, path, options, overwrite=overwrite), _sha256(path) if checksum else ""
    if not overwrite and is_there(path):
        raise ExistsError(path)
    with tempfile.TemporaryDirectory(prefix="dce-studio-") as folder:
        local = Path(folder, path.name)
        with _named(local, path):
            notes = files.write_photo(photo, local, options)
        digest = _sha256(local) if checksum else ""
        with _told(path, "could not be saved"):
            put(local, path)
    return notes, digest


def fetch(path: Place, local: Path) -> None:
    """Copy a store's file here. Raises what the store raises."""
    store, inner = _store(path)
    store.get_file(inner, str(local))


def put(local: Path, path: Place) -> None:
    """Copy a file into a store, as whole as the store can. Raises what the store raises."""
    store, inner = _store(path)
    if _scheme(path) in _WHOLE:
        store.put_file(str(local), inner)
        return
    folder, _, name = inner.rpartition("/")
    _make(store, folder)
    temporary = f"{folder}/.{name[:40]}.{secrets.token_hex(8)}{TEMPORARY}"
    try:
        store.put_file(str(local), temporary)
        store.mv(temporary, inner)
    except BaseException:
        with suppress(Exception):
            store.rm_file(temporary)
        raise


def _store(path: Place) -> tuple[Any, str]:
    """fsspec's file system, and what it calls the place."""
    from fsspec.core import url_to_fs

    store, inner = url_to_fs(str(path))
    return store, inner


def _make(store: Any, folder: str) -> None:
    """Make a folder and those above it, where they are not there. Raises what the store raises.

    Some stores look for each folder and then make it, and fail where another process made it in between. Each
    try gets at least one folder further.
    """
    for left in reversed(range(folder.count("/") + 1)):
        try:
            store.makedirs(folder, exist_ok=True)
            return
        except Exception:
            if not left:
                raise


def _scheme(path: Place) -> str:
    return path.parts[0].removesuffix(":").lower()


def _entries(folder: Place) -> list[tuple[str, bool]]:
    """(name, whether it is a folder) of what is in a folder, by name."""
    store, inner = _store(folder)
    try:
        found = store.ls(inner, detail=True)
    except FileNotFoundError:
        return []
    finally:
        store.invalidate_cache(inner)  # of a million names no more than a folder is kept
    named = ((each["name"].rstrip("/").rpartition("/")[2], each["type"] == "directory") for each in found)
    return sorted((name, inside) for name, inside in named if name)


def _names(folder: Place, inner: str, recursive: bool) -> Iterator[str]:
    for name, is_inside in _entries(folder):
        if name.startswith("."):
            continue
        if is_inside:
            yield from _names(folder / name, f"{inner}{name}/", recursive) if recursive else ()
        elif os.path.splitext(name)[1].lower() in READABLE:  # noqa: PTH122
            yield inner + name


@contextmanager
def _told(path: Place, what: str) -> Iterator[None]:
    """Whatever a store raises as one sentence: each has errors of its own."""
    try:
        yield
    except PhotoError:
        raise
    except Exception as error:
        words = " ".join(str(error).split())[:200] or type(error).__name__
        raise PhotoError(f"{path} {what}: {words.rstrip('.')}.") from error


@contextmanager
def _named(local: Path, path: Place) -> Iterator[None]:
    """What is said of the temporary file, said of the place."""
    try:
        yield
    except PhotoError as error:
        error.args = (str(error).replace(str(local), str(path)), *error.args[1:])
        raise


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
