"""Brings the program's docstrings, which are plain sentences, into what Sphinx lays out.

A line such as "pixels: (H, W, 3) uint8 …" begins an entry of a list; what follows up to the next entry or an
empty line belongs to it.
"""

import re
from typing import Any

_ENTRY = re.compile(r"(\w+(?:, \w+)*): (.+)")


def laid_out(lines: list[str]) -> list[str]:
    """The lines as reStructuredText: entries as a list, nothing indented by chance."""
    made: list[str] = []
    inside = False
    for line in lines:
        text = line.strip()
        entry = _ENTRY.fullmatch(text)
        if entry and made:  # the first line is a sentence, whatever is in it
            if not inside:
                made.append("")
            made.append(f"- **{entry[1]}**: {entry[2]}")
            inside = True
        elif not text:
            made.append("")
            inside = False
        else:
            made.append(f"  {text}" if inside else text)
    return [*made, ""]


def _process(app: Any, what: str, name: str, obj: Any, options: Any, lines: list[str]) -> None:
    lines[:] = laid_out(lines)


def setup(app: Any) -> dict[str, Any]:
    """Sphinx asks for this."""
    app.connect("autodoc-process-docstring", _process)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
