"""Whether a window can be shown here. Qt itself would end the program where it cannot, without a word.

Nothing of Qt is imported: its libraries may be what is missing.
"""

import ctypes
import os
import sys
from pathlib import Path

INSTEAD = "dce-studio enhance PHOTO -o OUT works without a window"

LIBRARY_WORDS = ("cannot open shared object", "Library not loaded", "DLL load failed")
"""What an ImportError says on Linux, macOS and Windows when it is a system library that is missing."""


def problem() -> str:
    """Return why no window can be shown and what to do, in one sentence, or "" if one can."""
    if not sys.platform.startswith("linux") or os.environ.get("QT_QPA_PLATFORM"):
        return ""  # there is a screen, or the person knows better
    if _has_wayland():
        return ""
    if not os.environ.get("DISPLAY"):
        return f"There is no display to open the window on: start DCE Studio in a desktop session; {INSTEAD}."
    if not _has_library("libxcb-cursor.so.0"):
        return f"The library libxcb-cursor0, which Qt needs, is missing: install it; {INSTEAD}."
    if not _x11_answers():
        shown = os.environ["DISPLAY"]
        return f"The display {shown} cannot be reached: check DISPLAY and who may connect to it; {INSTEAD}."
    return ""


def missing_library(error: ImportError) -> str:
    """The sentence for Qt's own import failing."""
    return f"Qt cannot be loaded ({error}): install the system library that it names; {INSTEAD}."


def _has_wayland() -> bool:
    name = os.environ.get("WAYLAND_DISPLAY")
    return bool(name) and (Path(os.environ.get("XDG_RUNTIME_DIR", "/")) / str(name)).exists()


def _has_library(name: str) -> bool:
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def _x11_answers() -> bool:
    """Return whether the X server accepts a connection; True without its library, as Qt may still try."""
    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError:
        return True
    xcb.xcb_connect.restype = ctypes.c_void_p
    xcb.xcb_connect.argtypes = (ctypes.c_char_p, ctypes.c_void_p)
    xcb.xcb_connection_has_error.argtypes = (ctypes.c_void_p,)
    xcb.xcb_disconnect.argtypes = (ctypes.c_void_p,)
    connection = xcb.xcb_connect(None, None)
    failed = bool(xcb.xcb_connection_has_error(connection))
    xcb.xcb_disconnect(connection)
    return not failed
