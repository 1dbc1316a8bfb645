"""Where a dialog that opens or saves begins: never in the folder that the program was started from."""

import tempfile
from pathlib import Path

from PySide6.QtCore import QStandardPaths

from dce_studio.assets import is_sample


def pictures() -> Path:
    """The person's pictures, or their home where there is no such folder."""
    found = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.PicturesLocation))
    return found if found.is_dir() else Path.home()


def home_of(photo: Path | None) -> Path:
    """Where results of a photo go at first: beside it; to the pictures for the sample photo, and for none."""
    return pictures() if photo is None or is_sample(photo) else photo.parent


def beside(photo: Path | None, ending: str) -> str:
    """The file to suggest for what is made of a photo: its name without the suffix, and `ending`."""
    return str(home_of(photo) / f"{photo.stem if photo else 'photo'}{ending}")


def used_last(folder: str) -> str:
    """The folder that was used last, or the pictures where there is none, or it is gone."""
    return folder if folder and Path(folder).is_dir() else str(pictures())


def takes_files(folder: Path) -> bool:
    """Whether a file can be made in a folder, or in what there is of one that is still to be made.

    One is made, as a folder's mode says nothing of a card that is locked, nor of anything on Windows.
    """
    try:
        there = next(each for each in (folder, *folder.absolute().parents) if each.exists())
        with tempfile.TemporaryFile(dir=there):
            return True
    except OSError:
        return False


def instead_of(folder: Path) -> Path | None:
    """Another folder for what cannot be saved in this one: the pictures, or the home; None for neither."""
    return next((each for each in (pictures(), Path.home()) if each != folder and takes_files(each)), None)
