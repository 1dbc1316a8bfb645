"""The screen's ICC profile: of a file that was chosen, of the system, or none, which is sRGB.

A worker looks it up, and pictures are then converted to it. On macOS the system converts them, from the sRGB
that `declare_srgb` declares for the windows, and knows each screen better than a program can.
"""

import ctypes
import sys
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QColorSpace, QGuiApplication, QSurfaceFormat

from dce_studio.app.jobs import Jobs
from dce_studio.app.settings import Settings
from dce_studio.core.errors import ProfileError
from dce_studio.core.files.colour import icc
from dce_studio.core.incoming import read_bytes

LARGEST = 32 << 20  # bytes: a measured display's profile is a few hundred kB, some with tables a few MB
SYSTEM_CONVERTS = sys.platform == "darwin"


@dataclass(frozen=True)
class DisplayProfile:
    """The colours that a screen is assumed to have. icc: None for sRGB, to which nothing is converted."""

    name: str
    icc: bytes | None = None


SRGB = DisplayProfile("none found: sRGB")
SYSTEM = DisplayProfile("the system converts")


def declare_srgb() -> None:
    """Declare to macOS that the windows hold sRGB.

    To be called before the first window; elsewhere it does nothing.
    """
    if SYSTEM_CONVERTS:
        surface = QSurfaceFormat.defaultFormat()
        surface.setColorSpace(QColorSpace(QColorSpace.NamedColorSpace.SRgb))
        QSurfaceFormat.setDefaultFormat(surface)


def find(path: str, tick: Callable[[float], None]) -> DisplayProfile:
    """Return the profile of a file, or of the system for "". For a worker. Raises ProfileError for a file."""
    tick(0.0)
    if SYSTEM_CONVERTS:
        return SYSTEM
    return read(Path(path)) if path else of_system()


def read(path: Path) -> DisplayProfile:
    """Return the profile of a file. Raises ProfileError if it is not the profile of an RGB screen."""
    remedy = "choose another file, or Automatic, as the display profile"
    try:
        data = read_bytes(path, LARGEST)
    except OSError as error:
        reason = error.strerror or "unreadable"
        raise ProfileError(f"{path} cannot be read ({reason}): {remedy}.") from error
    profile = of_bytes(data, path.stem)
    if profile is None:
        raise ProfileError(f"{path} is not an ICC profile of an RGB screen: {remedy}.")
    return profile


def of_system() -> DisplayProfile:
    """Return the profile that Windows or X11 names for the screen, or sRGB if there is no usable one."""
    data = _of_windows() if sys.platform == "win32" else _of_x11()
    if not data:
        return SRGB
    return of_bytes(data, "unnamed") or DisplayProfile("damaged, so sRGB")


def of_bytes(data: bytes, unnamed: str) -> DisplayProfile | None:
    """Return what an ICC profile describes, or None if sRGB cannot be converted to it."""
    probe = np.zeros((1, 1, 3), np.uint8)
    if icc.space(data) != "RGB" or not icc.is_sound(data):
        return None
    try:
        icc.transform(probe, icc.srgb(), data)  # a scanner's profile has no transform in this direction
    except (RuntimeError, ValueError, MemoryError):
        return None
    return DisplayProfile(_description(data) or unnamed, None if icc.is_srgb(data) else data)


def _description(data: bytes) -> str:
    from PIL import ImageCms

    try:
        return ImageCms.getProfileDescription(ImageCms.ImageCmsProfile(BytesIO(data))).strip()
    except (ImageCms.PyCMSError, OSError):
        return ""


def _of_windows() -> bytes | None:
    from PIL import ImageCms

    try:
        profile = ImageCms.get_display_profile()
        return None if profile is None else profile.tobytes()
    except (ImageCms.PyCMSError, OSError):
        return None


def _of_x11() -> bytes | None:
    """Return the first screen's profile, over a connection of its own, or None without X11."""
    if QGuiApplication.platformName() != "xcb":
        return None
    try:
        x11 = ctypes.CDLL("libX11.so.6")
    except OSError:
        return None
    x11.XOpenDisplay.restype = ctypes.c_void_p
    x11.XOpenDisplay.argtypes = [ctypes.c_char_p]
    x11.XCloseDisplay.argtypes = [ctypes.c_void_p]
    display = x11.XOpenDisplay(None)
    if not display:
        return None
    try:
        return _root_property(x11, display, b"_ICC_PROFILE")
    finally:
        x11.XCloseDisplay(display)


def _root_property(x11: ctypes.CDLL, display: int, name: bytes) -> bytes | None:
    """Return the bytes of a property of the root window, or None if it is not set."""
    pointer, word = ctypes.c_void_p, ctypes.c_ulong
    x11.XInternAtom.restype, x11.XInternAtom.argtypes = word, [pointer, ctypes.c_char_p, ctypes.c_int]
    x11.XDefaultRootWindow.restype, x11.XDefaultRootWindow.argtypes = word, [pointer]
    x11.XGetWindowProperty.argtypes = [
        pointer, word, word, ctypes.c_long, ctypes.c_long, ctypes.c_int, word, *[pointer] * 5
    ]  # fmt: skip
    x11.XFree.argtypes = [pointer]
    atom = x11.XInternAtom(display, name, True)
    if not atom:
        return None
    kind, bits, count, left, data = word(), ctypes.c_int(), word(), word(), pointer()
    results = [ctypes.byref(each) for each in (kind, bits, count, left, data)]
    root, any_type = x11.XDefaultRootWindow(display), 0
    x11.XGetWindowProperty(display, root, atom, 0, LARGEST // 4, False, any_type, *results)
    if not data.value:
        return None
    found = ctypes.string_at(data.value, count.value) if bits.value == 8 else None
    x11.XFree(data)
    return found


class Screen(QObject):
    """The profile in use, in step with the settings.

    changed: the profile was looked up again; it may differ. failed(Exception): a file is not used.
    """

    changed = Signal()
    failed = Signal(object)

    def __init__(self, settings: Settings, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings, self._jobs = settings, jobs
        self.profile = SRGB

    @property
    def chosen(self) -> str:
        """The file of the chosen profile; "" for the system's."""
        return self._settings.display_profile

    def start(self) -> None:
        """Look up the chosen profile. If its file is missing, report that once and use the system's."""
        chosen = self._settings.display_profile
        self._jobs.submit("load", find, chosen, done=self._use, failed=self._on_gone)

    def choose(self, path: str) -> None:
        """Use a file's profile, "" for the system's, and remember it; a bad file changes nothing."""

        def done(profile: DisplayProfile) -> None:
            self._settings.display_profile = path
            self._use(profile)

        self._jobs.submit("load", find, path, done=done, failed=self._on_refused)

    def _use(self, profile: DisplayProfile) -> None:
        self.profile = profile
        self.changed.emit()

    def _on_refused(self, error: Exception) -> None:
        self.failed.emit(error)
        self.changed.emit()

    def _on_gone(self, error: Exception) -> None:
        if isinstance(error, ProfileError):
            error = ProfileError(
                f"The display profile {self._settings.display_profile} cannot be used any more: "
                "the system's is used instead, until another is chosen in the settings."
            )
        self.failed.emit(error)
        self.choose("")
