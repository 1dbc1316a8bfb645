"""Tooltips that are no wider than a few words, so that they do not cover what they explain."""

import textwrap
from functools import lru_cache

WIDEST = 56  # characters of a line


@lru_cache(maxsize=256)
def tip(text: str) -> str:
    """Plain text in short lines; text with mark-up, which breaks its lines by itself, as it is."""
    if text.startswith("<"):
        return text
    lines = [textwrap.wrap(line, WIDEST, break_on_hyphens=False) or [""] for line in text.splitlines()]
    return "\n".join(part for line in lines for part in line)
