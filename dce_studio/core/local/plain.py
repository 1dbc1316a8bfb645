"""An edit and its local strengths as words, numbers and lists for JSON, and back from what others wrote."""

from dataclasses import asdict, fields, is_dataclass, replace
from typing import Any, get_args, get_origin

from dce_studio.core.edit import Edit
from dce_studio.core.local.values import Alike, Brush, Linear, Local, Radial, Shape

KINDS: dict[str, type[Shape]] = {"brush": Brush, "linear": Linear, "radial": Radial, "alike": Alike}
"""What a shape is called in a file."""


def values_of(edit: Edit) -> dict[str, Any]:
    """An edit's values as JSON stores them; a tilt, which older programs do not know, only where one is."""
    values = asdict(replace(edit, locals=())) | {"locals": [plain(each) for each in edit.locals]}
    if not edit.framing.tilt:
        del values["framing"]["tilt"]
    return values


def plain(local: Local) -> dict[str, Any]:
    """A local as JSON stores it: its fields, and of its shape the kind too."""
    kind = next(name for name, each in KINDS.items() if isinstance(local.shape, each))
    return asdict(local) | {"shape": {"kind": kind} | asdict(local.shape)}


def of_plain(value: Any) -> Local:
    """The local that was stored so. Raises ValueError, TypeError, ArithmeticError for one that is damaged.

    Raises LookupError for a kind or a field that is not known: a newer program wrote it.
    """
    made: Local = _made(Local, value)
    return made


def _made(kind: Any, value: Any) -> Any:
    """A value of this type, as a field of `values` has it."""
    if kind == Shape:
        words = dict(_checked(dict, value))
        return _made(KINDS[_checked(str, words.pop("kind", None))], words)
    if is_dataclass(kind):
        types = {each.name: each.type for each in fields(kind)}
        words = _checked(dict, value)
        return kind(**{name: _made(types[name], each) for name, each in words.items()})  # type: ignore[operator]
    if get_origin(kind) is tuple:
        inner = get_args(kind)
        found = value if type(value) is tuple else _checked(list, value)
        kinds = [inner[0]] * len(found) if inner[-1] is Ellipsis else inner
        return tuple(_made(kind, each) for kind, each in zip(kinds, found, strict=True))
    if kind is float and type(value) is int:
        return float(value)
    return _checked(kind, value)


def _checked(kind: type, value: Any) -> Any:
    if type(value) is not kind:
        raise TypeError(f"a local strength has {type(value).__name__} in place of {kind.__name__}")
    return value
