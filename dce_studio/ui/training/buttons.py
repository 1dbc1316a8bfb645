"""The row of buttons at the foot of the training dialog: which are there, and when."""

from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from dce_studio.ui.widgets import theme
from dce_studio.ui.widgets.tips import tip

BUTTONS = {
    "discard": ("Discard", "trash", "Delete the new weights"),
    "resume": ("Resume", "play", "Go on from the last checkpoint"),
    "save": ("Save as…", "save", "Save the new weights as a file"),
    "compare": ("Compare", "compare", "Show the new weights beside the present ones on the open photo"),
    "pause": ("Pause", "pause", "Wait; the computer is free meanwhile"),
    "stop": ("Stop and keep", "stop", "Stop after this step and keep what was learned"),
    "close": ("Close", "close", "Close this window; a training that runs goes on"),
    "use": ("Use these", "check", "Use the new weights from now on"),
    "start": ("Train", "train", "Train on the photos of these folders"),
}
"""Each button's text, icon and tooltip, from left to right."""

SHOWN = {
    "form": ("start", "close"),
    "running": ("pause", "stop", "close"),
    "broken": ("resume", "compare", "use", "save", "discard", "close"),
    "stopped": ("resume", "compare", "use", "save", "discard", "close"),
    "finished": ("compare", "use", "save", "discard", "close"),
}
"""The buttons of each state."""

_MAIN = {"form": "start", "broken": "resume", "stopped": "use", "finished": "use"}
_RIGHT = "pause"  # from here on they stand at the right
NO_FOLDER = "Choose one or more folders of photos first."


class TrainButtons(QWidget):
    """named: the buttons by name, as in `BUTTONS`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.named: dict[str, QPushButton] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        for name, about in BUTTONS.items():
            if name == _RIGHT:
                row.addStretch(1)
            self.named[name] = _button(*about)
            row.addWidget(self.named[name])
        self.named["compare"].setCheckable(True)

    def show_state(self, state: str) -> None:
        """Show the buttons of a state of `SHOWN`, the main one marked and ready for Enter."""
        for there in (False, True):  # first those that go, lest the row be wider than either for a moment
            for name, button in self.named.items():
                if (name in SHOWN[state]) == there:
                    button.setVisible(there)
        self.show_paused(False)
        main = _MAIN.get(state, "")
        for name, button in self.named.items():
            button.setDefault(name == main)
            self._draw(name)
        self.named[main or "pause"].setFocus()

    def show_paused(self, paused: bool) -> None:
        """Offer to pause, or to go on."""
        pause = self.named["pause"]
        pause.setText("Go on" if paused else BUTTONS["pause"][0])
        pause.setToolTip(tip("Go on with the training" if paused else BUTTONS["pause"][2]))
        theme.set_icon(pause, "play" if paused else BUTTONS["pause"][1])

    def show_comparing(self, on: bool) -> None:
        """Offer to compare, or to end it."""
        self.named["compare"].setText("End comparison" if on else BUTTONS["compare"][0])

    def allow_start(self, hindrance: str) -> None:
        """Let training start, or say what hinders it; "" for nothing."""
        start = self.named["start"]
        start.setEnabled(not hindrance)
        start.setToolTip(tip(hindrance or BUTTONS["start"][2]))
        self._draw("start")

    def allow_result(self, weights: bool) -> None:
        """What is done with weights needs some."""
        for name in ("compare", "use", "save"):
            self.named[name].setEnabled(weights)
            self.named[name].setToolTip(
                tip(
                    BUTTONS[name][2]
                    if weights
                    else "There are no weights yet: go on until the first are saved"
                )
            )

    def _draw(self, name: str) -> None:
        """Give a button its icon; that of the main one stands on the accent colour."""
        button, icon = self.named[name], BUTTONS[name][1]
        theme.set_icon(button, icon)
        if button.isDefault() and button.isEnabled():
            button.setIcon(QIcon(theme.pixmap(icon, 16, "on-accent", self.devicePixelRatioF())))


def _button(text: str, icon: str, help: str) -> QPushButton:
    button = QPushButton(text)
    button.setAutoDefault(False)
    button.setToolTip(tip(help))
    theme.set_icon(button, icon)
    return button
