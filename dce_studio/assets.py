"""What the package ships beside its code: icons, the style sheet, the sample photo, the manual.

Everything is addressed through `importlib.resources`, so it is found in a checkout, an editable install
and a wheel alike. No Qt here: an icon is SVG text, which the window turns into pixels.

    icon_svg("undo", "#d0d2d6")  ->  SVG text, drawn in that colour
    with sample_photo() as path: ...
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from functools import cache
from importlib.resources import as_file, files
from importlib.resources.abc import Traversable
from pathlib import Path

_PAINT = "currentColor"
_APP_ICON = "app"
_SAMPLE = "sample.jpg"


@cache
def _root() -> Traversable:
    return files("dce_studio.resources")


@cache
def icon_svg(name: str, colour: str = _PAINT) -> str:
    """SVG text of the icon `name` with its strokes and tints in `colour` (any SVG colour, "#d0d2d6").

    Raises KeyError for a name that is not drawn: a fault of the caller, not of the person.
    """
    try:
        svg = _root().joinpath("icons", f"{name}.svg").read_text(encoding="utf-8")
    except FileNotFoundError:
        raise KeyError(f"no icon is drawn for {name!r}") from None
    return svg.replace(_PAINT, colour)


def app_icon_svg() -> str:
    """SVG text of the app icon, in its own colours."""
    return icon_svg(_APP_ICON)


def text(name: str) -> str:
    """A text resource by its path inside `resources/`, with `/` between folders."""
    return _root().joinpath(*name.split("/")).read_text(encoding="utf-8")


def sample_photo() -> AbstractContextManager[Path]:
    """The sample photo as a real file: `with sample_photo() as path`. A dark scene of our own making."""
    return as_file(_root().joinpath(_SAMPLE))


def manual() -> Path | None:
    """The first page of the manual, None where this copy of the program came without one."""
    page = Path(str(_root().joinpath("manual", "index.html")))
    return page if page.is_file() else None


@cache
def is_sample(path: Path) -> bool:
    """Whether a path is the sample photo's, beside which nothing is to be written."""
    if path.name != _SAMPLE:
        return False
    with sample_photo() as sample:
        return sample.exists() and path.exists() and sample.samefile(path)
