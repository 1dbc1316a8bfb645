"""Edits as files: the sidecar `photo.ext.dce.json` beside a photo, and named presets in the same format.

A file that is broken, or newer than this program, is never overwritten: it is renamed, and a message says so.
"""

import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from pathlib import Path
from typing import Any

from dce_studio.core.atomic import write_bytes
from dce_studio.core.edit import Edit
from dce_studio.core.errors import StudioError
from dce_studio.core.geometry import Size
from dce_studio.core.incoming import NotPlainError, read_bytes
from dce_studio.core.local.plain import of_plain, values_of
from dce_studio.core.manifest import DEFAULT_WEIGHTS

FORMAT = "dce-studio edit"
VERSION = 4
SUFFIX = ".dce.json"

_BEFORE: dict[int, dict[str, float]] = {1: {"keep_colour": 0.0}}
"""Values, by version, for controls that it did not have, so that its edits look as they did."""

_RETIRED = {"protection"}
"""Controls of older versions, which are ignored."""

_LARGEST = 1 << 21  # bytes, which the most points that strokes can have fit in
_LONGEST = 4096  # characters of a name or a path
_LONGEST_EDGE = 1 << 24  # pixels
_PAIR = re.compile(r"\[\n *([^\s\[\]\"]+),\n *([^\s\[\]\"]+)\n *\]")  # of numbers: no name has a line's end


class SidecarError(StudioError):
    """An edit file that cannot be read or written."""


@dataclass(frozen=True)
class SavedEdit:
    """What an edit file holds. name: of a preset, "" in a sidecar. weights: a name, or a file's path.

    photo_size: of the photo whose crop and places they are, by which `core.local.carry` brings them to
    others; None where it is not known.
    """

    edit: Edit
    weights: str = DEFAULT_WEIGHTS
    name: str = ""
    photo_size: Size | None = None


@dataclass(frozen=True)
class Found:
    """What was found beside a photo: an edit or None, and a message for the person or ""."""

    saved: SavedEdit | None = None
    message: str = ""


def path_for(photo: Path) -> Path:
    """Where the edit of a photo is kept."""
    return photo.with_name(photo.name + SUFFIX)


def save(photo: Path, saved: SavedEdit) -> None:
    """Keep the edit of a photo, atomically. Raises SidecarError."""
    write(path_for(photo), saved)


def find(photo: Path) -> Found:
    """The edit kept for a photo; a broken or newer file is set aside. Raises nothing.

    What is no file at all, such as a folder or a link that leads nowhere, stays where it is.
    """
    path = path_for(photo)
    if not os.path.lexists(path):
        return Found()
    try:
        return Found(read(path))
    except SidecarError as error:
        if isinstance(error.__cause__, NotPlainError):
            return Found(message=f"{error} Move it away before you edit this photo.")
        return Found(message=_set_aside(path, error))


def read(path: Path) -> SavedEdit:
    """The edit of a sidecar or preset. Raises SidecarError, and changes nothing."""
    try:
        content = json.loads(read_bytes(path, _LARGEST).decode("utf-8"), object_pairs_hook=_once)
    except OSError as error:
        raise SidecarError(f"{path} cannot be read: {error.strerror or error}.") from error
    except (ValueError, RecursionError) as error:
        raise SidecarError(f"{path} is damaged: choose another, or delete it.") from error
    return _parsed(path, content)


def of_text(text: str) -> SavedEdit | None:
    """What was copied: the text of an edit file; None for any other. Raises nothing."""
    try:
        content = json.loads(text, object_pairs_hook=_once) if len(text) <= _LARGEST else None
        return _parsed(Path("what was copied"), content)
    except (ValueError, RecursionError, SidecarError):
        return None


def text_of(saved: SavedEdit) -> str:
    """The text of a sidecar or preset."""
    content: dict[str, Any] = {"format": FORMAT, "version": VERSION}
    if saved.name:
        content["name"] = saved.name
    content["weights"] = saved.weights
    if saved.photo_size is not None:
        content["photo_size"] = list(saved.photo_size)
    content["edit"] = values_of(saved.edit)
    return _PAIR.sub(r"[\1, \2]", json.dumps(content, indent=2, ensure_ascii=False)) + "\n"


def write(path: Path, saved: SavedEdit) -> None:
    """Save an edit to a sidecar or preset, atomically. Raises SidecarError."""
    try:
        write_bytes(path, text_of(saved).encode(errors="backslashreplace"))
    except OSError as error:
        raise SidecarError(f"{path} could not be saved: {error.strerror or error}.") from error


def _parsed(path: Path, content: Any) -> SavedEdit:
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise SidecarError(f"{path} is no edit of DCE Studio: choose another file.")
    version, edit = content.get("version"), content.get("edit")
    known = {field.name for field in fields(Edit)}
    if type(version) is not int or version < 1 or not isinstance(edit, dict):
        raise SidecarError(f"{path} is damaged: choose another, or delete it.")
    if version > VERSION or set(edit) - known - _RETIRED:
        raise SidecarError(f"{path} was saved by a newer DCE Studio: update the program to use it.")
    try:
        values = _BEFORE.get(version, {}) | {k: v for k, v in edit.items() if k not in _RETIRED}
        weights, name = _text(content, "weights", DEFAULT_WEIGHTS), _text(content, "name", "")
        return SavedEdit(edit_of(values), weights, name, _size(content))
    except LookupError as error:
        raise SidecarError(
            f"{path} was saved by a newer DCE Studio: update the program to use it."
        ) from error
    except (ValueError, TypeError, ArithmeticError) as error:
        raise SidecarError(
            f"{path} is damaged ({str(error)[:200]}): choose another, or delete it."
        ) from error


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return a JSON object as a dict.

    Raises ValueError for a key that appears twice, as its meaning is unclear.
    """
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name stands there twice")
    return found


def edit_of(values: Mapping[str, Any]) -> Edit:
    """The edit of its values as plain words. ValueError, TypeError, LookupError or ArithmeticError else."""
    found = values.get("locals", [])
    if not isinstance(found, list):
        raise TypeError(f"locals is {_quoted(found)}")
    made: Edit = _made(Edit(), {name: value for name, value in values.items() if name != "locals"})
    return made.with_locals(*map(of_plain, found))


def _made(defaults: Any, values: Mapping[str, Any]) -> Any:
    """A value of the defaults' own kind with these fields; one that is such a value is an object itself."""
    changes = {}
    for name, value in values.items():
        default = vars(defaults)[name]
        if is_dataclass(default) and isinstance(value, dict):
            changes[name] = _made(default, value)
            continue
        kind = type(default)
        number = isinstance(value, int | float) and not isinstance(value, bool)
        if not (number if kind in (int, float) else isinstance(value, kind)) or kind(value) != value:
            raise TypeError(f"{name} is {_quoted(value)}")
        changes[name] = kind(value)
    return type(defaults)(**changes)


def _text(content: Mapping[str, Any], key: str, default: str) -> str:
    value = content.get(key, default)
    if not isinstance(value, str) or len(value) > _LONGEST or "\0" in value:
        raise TypeError(f"{key} is {_quoted(value)}")
    return value


def _size(content: Mapping[str, Any]) -> Size | None:
    found = content.get("photo_size")
    if found is None:
        return None
    whole = isinstance(found, list) and len(found) == 2 and all(type(each) is int for each in found)
    if not whole or not all(0 < each <= _LONGEST_EDGE for each in found):
        raise TypeError(f"photo_size is {found!r:.60}")
    return Size(*found)


def _quoted(value: Any) -> str:
    """Return a value shortened for a message, since a file may hold a million characters or digits."""
    return f"a number of {value.bit_length()} bits" if type(value) is int else f"{value!r}"[:60]


def _set_aside(path: Path, error: SidecarError) -> str:
    """Rename a file that cannot be used, so that the next save does not overwrite it; the message."""
    for number in range(1, 1000):
        other = path.with_name(f"{path.name}.set-aside-{number}")
        if other.exists():
            continue
        try:
            path.rename(other)
        except OSError:
            break
        return f"{error} It was set aside as {other.name}."
    return f"{error} It could not be set aside: move it away before you edit this photo."
