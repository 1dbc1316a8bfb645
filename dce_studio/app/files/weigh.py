"""Tells how large the file of an export will be, while it is being chosen; off the GUI thread."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from dce_studio.app.jobs import Jobs
from dce_studio.core.edit import Edit
from dce_studio.core.maps import ShapedMaps
from dce_studio.core.output.options import Output
from dce_studio.core.photo import Photo

if TYPE_CHECKING:
    from dce_studio.core.files.write import WriteOptions

LANE = "weigh"


@dataclass(frozen=True, eq=False)
class Weighed:
    """All that the length of a file depends on."""

    photo: Photo
    maps: ShapedMaps
    edit: Edit
    output: Output
    options: "WriteOptions"


def weigh(wanted: Weighed, tick: Callable[[float], None]) -> int:
    """The bytes. For a worker; raises what `tick` raises."""
    from dce_studio.core.output import weigh as weighing

    return weighing.weigh(wanted.photo, wanted.maps, wanted.edit, wanted.output, wanted.options, tick)


class Weigher(QObject):
    """weighed(int): the bytes of what was asked for last."""

    weighed = Signal(object)

    def __init__(self, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs

    def weigh(self, wanted: Weighed) -> None:
        """Ask for this, and for nothing that was asked for before."""
        self._jobs.cancel(LANE)
        self._jobs.submit(LANE, weigh, wanted, done=self.weighed.emit)

    def stop(self) -> None:
        """Nobody waits any more."""
        self._jobs.cancel(LANE)
