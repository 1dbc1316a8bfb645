"""The errors a person can meet. Each message is one sentence that names the file and the remedy."""


class StudioError(Exception):
    """Something a person can understand and act on; its text is shown as it stands."""


class PhotoError(StudioError):
    """A photo that cannot be read or written."""


class WeightsError(StudioError):
    """A checkpoint that is missing, damaged, hostile or of no known network."""


class TrainingError(StudioError):
    """A training run that cannot start or go on."""


class DeviceError(StudioError):
    """A device that is absent, gives wrong results, or has no memory left."""


class CancelledError(Exception):
    """Raised by a `tick` when the person cancelled: work stops, nothing is reported."""
