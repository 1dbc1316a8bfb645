"""What a batch is made of: which photos, and what each result is called, before any work begins."""

import os
import zlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import overload

from dce_studio.core.batch.events import Item
from dce_studio.core.batch.naming import Names, free_target, namer
from dce_studio.core.edit import Edit
from dce_studio.core.errors import PhotoError
from dce_studio.core.files import stores
from dce_studio.core.files.formats import format_of
from dce_studio.core.files.place import AnyPath, place


class Plan(Sequence[Item]):
    """Items that are made when they are asked for: of a million photos only the names are kept."""

    def __init__(self, pairs: Iterable[tuple[str, str]] = ()) -> None:
        self._sources: list[str] = []
        self._targets: list[str] = []
        for source, target in pairs:
            self._sources.append(source)
            self._targets.append(target)

    def __len__(self) -> int:
        return len(self._sources)

    @overload
    def __getitem__(self, index: int) -> Item: ...
    @overload
    def __getitem__(self, index: slice) -> "Plan": ...
    def __getitem__(self, index: int | slice) -> "Item | Plan":
        if isinstance(index, slice):
            return Plan(zip(self._sources[index], self._targets[index], strict=True))
        return Item(place(self._sources[index]), place(self._targets[index]))

    def part(self, number: int, count: int) -> "Plan":
        """Of `count` parts the one of this number, from 1 on. Each photo is in one, whatever else is there.

        It goes by the photo's name: a photo that comes while other machines are at work moves none of theirs.
        """
        pairs = zip(self._sources, self._targets, strict=True)
        return Plan(pair for pair in pairs if _shuffled(pair[0]) % count == number - 1)


def plan(
    paths: Sequence[AnyPath], output: AnyPath, template: str, edit: Edit, weights: str,
    recursive: bool = False, suffix: str = "", taken: Names | None = None,
) -> tuple[Plan, list[AnyPath]]:  # fmt: skip
    """The items for photos and folders under `output`, folders mirrored, and the paths that do not exist.

    suffix: of all results (".png"); "" keeps each photo's own where it can be written. A name that two photos
    would share gets the photo's own suffix too. taken: names that are given away already; the new ones are
    added. Raises ValueError for a template with unknown fields, PhotoError for a folder that cannot be read.
    """
    missing = [path for path in paths if not stores.is_there(path)]
    name = namer(template, edit, weights)
    sources: list[str] = []
    targets: list[str] = []
    for path in paths:
        for source, folder in _found(path, recursive, output):
            stem, own = os.path.splitext(os.path.basename(source))  # noqa: PTH119, PTH122  # for a million
            sources.append(source)
            found = name(stem, own[1:]) + (suffix or (own if format_of(source) else ""))
            targets.append(os.path.join(output, folder, found))  # noqa: PTH118
    _set_apart(sources, targets, Names() if taken is None else taken)
    return Plan(zip(sources, targets, strict=True)), missing


def _set_apart(sources: list[str], targets: list[str], taken: Names) -> None:
    """Change targets so that no two are the same; those keep theirs best whose suffix is settled."""
    for settled in (True, False):
        for index, target in enumerate(targets):
            if bool(format_of(target)) is settled:
                if target in taken:
                    targets[index] = str(free_target(place(target), place(sources[index]), taken))
                taken.add(targets[index])


def _found(path: AnyPath, recursive: bool, output: AnyPath) -> Iterator[tuple[str, str]]:
    """(photo, folder below the output) of a file, or of all photos in a folder, sorted by name.

    Photos below the output are results of an earlier run, unless it is the folder itself that was asked for.
    Raises PhotoError for a folder that cannot be read.
    """
    if not stores.is_folder(path):
        if stores.is_there(path):
            yield str(path), ""
        return
    results, whole = _resolved(output), _resolved(path)
    inner = results != whole and results.is_relative_to(whole)
    try:
        for name in stores.photos_below(path, recursive):
            photo = os.path.join(path, name)  # noqa: PTH118
            if not (inner and _resolved(place(photo)).is_relative_to(results)):
                yield photo, os.path.dirname(name)  # noqa: PTH120
    except OSError as error:
        raise PhotoError(f"{path} cannot be read: {error.strerror or error}.") from error


def _resolved(path: AnyPath) -> AnyPath:
    return path.resolve() if isinstance(path, Path) else path


def _shuffled(name: str) -> int:
    """A number of a name that is the same on every machine, and as good as drawn by lot."""
    return zlib.crc32(os.fsencode(name))
