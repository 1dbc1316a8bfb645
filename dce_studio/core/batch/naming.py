"""How results are called: a template filled with what is known of the photo, for every file system."""

from collections.abc import Callable, Container, Iterable
from pathlib import Path, PurePath
from typing import TypeVar
from unicodedata import normalize

from dce_studio.core.edit import Edit, ranges
from dce_studio.core.files.formats import format_of
from dce_studio.core.files.place import AnyPath

P = TypeVar("P", bound=PurePath)

TEMPLATE = "{name}_{weights}_n{iterations}"
"""The default: {name} and {ext} of the photo, {weights}, and any number of Edit."""

CHOSEN = (".tiff", ".png", ".jpg")
"""Suffixes that a result may get when the photo, once read, decides its format."""

_PLAIN = dict.fromkeys([*map(ord, '/\\:*?"<>|'), *range(32)], "_")


def result_name(template: str, source: PurePath, edit: Edit, weights: str) -> str:
    """The file name without its suffix; characters that some file system refuses become "_".

    Raises ValueError for a template with an unknown or broken field, and for one that leaves nothing.
    """
    return namer(template, edit, weights)(source.stem, source.suffix[1:])


def namer(template: str, edit: Edit, weights: str) -> Callable[[str, str], str]:
    """What makes a result's name of a photo's stem and suffix without its dot, as `result_name` says."""
    numbers = {key: getattr(edit, key) for key in ranges()}
    values = {key: f"{value:g}" if isinstance(value, float) else value for key, value in numbers.items()}
    values["weights"] = Path(weights).stem

    def named(stem: str, ext: str) -> str:
        try:
            name = template.format(name=stem, ext=ext, **values)
        except (LookupError, ValueError, AttributeError, TypeError) as error:
            raise ValueError(
                f"The name {template!r} cannot be used: its fields are {{name}}, {{ext}}, {{weights}} and "
                f"those of the edit, such as {{iterations}}."
            ) from error
        name = name.translate(_PLAIN).strip(". ")
        if not name:
            raise ValueError("The name of the result is empty: write one, such as {name}_enhanced.")
        return name

    return named


class Names:
    """The targets that are taken. Names that differ only in case or in the coding of accents count as one.

    A target without a suffix reserves every suffix that the photo may choose.
    """

    def __init__(self, targets: Iterable[AnyPath] = ()) -> None:
        self._keys: set[str] = set()
        for target in targets:
            self.add(target)

    def add(self, target: AnyPath | str) -> None:
        """Take a target."""
        self._keys |= _keys(target)

    def __contains__(self, target: object) -> bool:
        return isinstance(target, PurePath | str) and not self._keys.isdisjoint(_keys(target))


def free_target(target: P, source: PurePath, taken: Container[P]) -> P:
    """Return the target, made unique by the photo's own suffix or a number if another photo has taken it.

    What follows a dot counts as the suffix only where it is one of a format that can be written.
    """
    if target not in taken:
        return target
    number, found = 2, target.with_name(f"{_stem(target)}-{source.suffix[1:].lower()}{_suffix(target)}")
    while found in taken:
        found = target.with_name(f"{_stem(target)}-{number}{_suffix(target)}")
        number += 1
    return found


def _keys(target: PurePath | str) -> set[str]:
    suffixes = ("",) if format_of(target) else CHOSEN
    return {_folded(f"{target}{suffix}") for suffix in suffixes}


def _folded(name: str) -> str:
    if name.isascii():
        return name.lower()
    return normalize("NFC", normalize("NFC", name).casefold())


def _suffix(target: PurePath) -> str:
    return target.suffix if format_of(target) else ""


def _stem(target: PurePath) -> str:
    return target.name.removesuffix(_suffix(target))
