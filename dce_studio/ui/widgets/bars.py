"""Progress bars that do not hold the window."""

from PySide6.QtWidgets import QProgressBar


def set_value(bar: QProgressBar, value: int) -> None:
    """Show a bar's value with the next picture of the window.

    Qt's own `setValue` paints at once, and with the bar all else that waits for it: twenty times a second
    while a photo is exported, beside the frames that the window paints anyway.
    """
    bar.setUpdatesEnabled(False)
    bar.setValue(value)
    bar.setUpdatesEnabled(True)
