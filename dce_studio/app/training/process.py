"""The training in a process of its own: `dce-studio train … --json`, a line per event, steered by lines.

A crash there does not end the window.
"""

import sys
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QProcess, QProcessEnvironment, Signal

from dce_studio.core.runs.events import from_json


def program() -> tuple[str, list[str]]:
    """This program's command line: its file and the words that come first, none in the bundle."""
    if getattr(sys, "frozen", False):  # no Python there; on Windows the window's own file has no output
        suffix = ".exe" if sys.platform == "win32" else ""
        return str(Path(sys.executable).with_name(f"dce-studio{suffix}")), []
    return sys.executable, ["-m", "dce_studio"]


class TrainProcess(QObject):
    """told(Event): it tells something. ended(str): the process is gone; "" when all was well, or why."""

    told = Signal(object)
    ended = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._process: QProcess | None = None
        self._lines = b""
        self._errors = b""

    @property
    def running(self) -> bool:
        """Whether there is a process."""
        return self._process is not None

    @property
    def pid(self) -> int:
        """The process's number, 0 for none."""
        return int(self._process.processId()) if self._process else 0

    def start(self, arguments: Sequence[str]) -> None:
        """Run `dce-studio train` with these arguments. One process at a time."""
        assert self._process is None
        self._lines = self._errors = b""
        process = self._process = QProcess(self)
        environment = QProcessEnvironment.systemEnvironment()
        environment.insert("PYTHONIOENCODING", "utf-8")
        process.setProcessEnvironment(environment)
        process.readyReadStandardOutput.connect(self._on_output)
        process.readyReadStandardError.connect(self._on_error)
        process.finished.connect(self._on_finished)
        process.errorOccurred.connect(self._on_failure)
        file, words = program()
        process.start(file, [*words, "train", *arguments, "--json", "--control"])

    def send(self, wish: str) -> None:
        """Ask for "pause", "go" or "stop", which keeps what was learned."""
        if self._process:
            self._process.write(f"{wish}\n".encode())

    def kill(self) -> None:
        """Kill the process at once."""
        if self._process:
            self._process.kill()

    def finish(self, milliseconds: int = 10_000) -> None:
        """Stop the training, let it save, and wait. To be called when the program ends."""
        process = self._process
        if process is None:
            return
        self._let_go()
        process.write(b"stop\n")
        process.closeWriteChannel()
        if not process.waitForFinished(milliseconds):
            process.kill()
            process.waitForFinished(1000)
        process.deleteLater()

    def _on_output(self) -> None:
        if self._process:
            self._lines += bytes(self._process.readAllStandardOutput().data())
        *whole, self._lines = self._lines.split(b"\n")
        for line in whole:
            if (event := from_json(line)) is not None:  # a library may print something else
                self.told.emit(event)

    def _on_error(self) -> None:
        if self._process:
            self._errors = (self._errors + bytes(self._process.readAllStandardError().data()))[-20_000:]

    def _on_failure(self, error: QProcess.ProcessError) -> None:
        if error == QProcess.ProcessError.FailedToStart:
            self._close("The training process cannot be started: install DCE Studio again.")

    def _on_finished(self, code: int, status: QProcess.ExitStatus) -> None:
        self._on_output()
        self._on_error()
        if status == QProcess.ExitStatus.CrashExit:
            self._close(
                "The training process ended unexpectedly; it can be resumed from its last checkpoint."
            )
        elif code:
            self._close(self._reason())
        else:
            self._close("")

    def _reason(self) -> str:
        """Return why the command failed: the last line on its stderr."""
        lines = self._errors.decode("utf-8", "replace").strip().splitlines()
        if not lines:
            return "The training process failed."
        text = lines[-1].removeprefix("dce-studio: ").removeprefix("dce-studio train: ")
        return text[:1].upper() + text[1:]

    def _let_go(self) -> None:
        if self._process:
            for signal in (
                self._process.readyReadStandardOutput, self._process.readyReadStandardError,
                self._process.finished, self._process.errorOccurred,
            ):  # fmt: skip
                signal.disconnect()
            self._process = None

    def _close(self, reason: str) -> None:
        process = self._process
        self._let_go()
        if process:
            process.deleteLater()
        self.ended.emit(reason)
