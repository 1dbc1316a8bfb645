"""Start the window, or say in one sentence why there can be none."""

import gc
import sys
from collections.abc import Iterable
from pathlib import Path

from dce_studio.app import environment
from dce_studio.ui import no_display


def main(paths: Iterable[str | Path]) -> int:
    """Open the window with these photos or folders; return its exit code, or 1 if none can be opened."""
    if problem := no_display.problem():
        return _refuse(problem)
    environment.prepare()
    gc.disable()  # until all imports are done: see `app.preview.libraries`
    try:
        from dce_studio.ui.start import start
    except ImportError as error:
        if not any(words in str(error) for words in no_display.LIBRARY_WORDS):
            raise
        return _refuse(no_display.missing_library(error))
    return start(paths)


def _refuse(problem: str) -> int:
    print(f"dce-studio: {problem}", file=sys.stderr)
    return 1
