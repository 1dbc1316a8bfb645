"""Where a dialog that opens or saves begins: never in the folder that the program was started from."""

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
