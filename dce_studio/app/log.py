"""The log file, and how an error is told: one sentence for the person, the traceback for the file."""

import logging
import logging.handlers
import traceback
from pathlib import Path

import platformdirs

from dce_studio.core.errors import StudioError

LOGGER = logging.getLogger("dce_studio")

MAX_BYTES, KEPT_FILES = 1_000_000, 3


def folder() -> Path:
    """Return the folder of the log file."""
    return Path(platformdirs.user_log_dir("dce-studio", appauthor=False))


def start() -> None:
    """Begin to log to the file, or to nothing if its folder cannot be written to."""
    try:
        folder().mkdir(parents=True, exist_ok=True)
        handler = logging.handlers.RotatingFileHandler(
            folder() / "dce-studio.log",
            maxBytes=MAX_BYTES,
            backupCount=KEPT_FILES,
            encoding="utf-8",
            delay=True,
        )
    except OSError:
        return
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    LOGGER.addHandler(handler)
    LOGGER.setLevel(logging.INFO)
    LOGGER.propagate = False


def stop() -> None:
    """Close the file."""
    for handler in list(LOGGER.handlers):
        LOGGER.removeHandler(handler)
        handler.close()


def reason(problem: str | BaseException) -> str:
    """Return why a photo failed, in one sentence: the text itself, or an error's message."""
    if isinstance(problem, BaseException):
        return describe(problem)[0]
    LOGGER.warning("%s", problem)
    return problem


def describe(error: BaseException) -> tuple[str, str]:
    """Return (sentence, details) for the person, and log an unexpected error with its traceback."""
    if isinstance(error, StudioError):
        LOGGER.warning("%s", error)
        return str(error), ""
    details = "".join(traceback.format_exception(error))
    LOGGER.error("unexpected: %s", details)
    if isinstance(error, MemoryError):
        return "There is not enough memory for this: close other programs or photos and try again.", details
    return "Something unexpected went wrong; your photos are untouched. The log has the details.", details
