"""The errors a person can meet. Each message is one sentence that names the file and the remedy."""

from pathlib import PurePath


class StudioError(Exception):
    """Something a person can understand and act on; its text is shown as it stands."""


class PhotoError(StudioError):
    """A photo that cannot be read or written."""


class ExistsError(PhotoError):
    """A result that is there already and may not be replaced; `path` says which."""

    def __init__(self, path: PurePath) -> None:
        super().__init__(f"{path} exists: allow it to be replaced, or choose another name.")
        self.path = path


class WeightsError(StudioError):
    """A checkpoint that is missing, damaged, hostile or of no known network."""


class ProfileError(StudioError):
    """A colour profile that cannot be the display's."""


class TrainingError(StudioError):
    """A training run that cannot start or go on."""


class ManifestError(StudioError):
    """The record of a batch that cannot be read or written, or that another run holds."""


class ClusterError(StudioError):
    """A scheduler or workers that are not to be had, or that would make other results."""


class DeviceError(StudioError):
    """A device that is absent, gives wrong results, or has no memory left."""


class CancelledError(Exception):
    """Raised by a `tick` when the person cancelled: work stops, nothing is reported."""
