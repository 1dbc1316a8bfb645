"""An opened photo, as the library knows it."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from dce_studio.app.state.document import Snapshot, fresh
from dce_studio.core.edit import Edit
from dce_studio.core.files.about import About
from dce_studio.core.geometry import Size
from dce_studio.core.history import History

Status = Literal["", "edited", "exported", "failed"]


_PLAIN = Edit()


@dataclass(frozen=True)
class OpenedPhoto:
    """An opened photo. message: why it failed, for the tooltip. weights: those its edit was made with.

    about: what its files say of it, as far as they were looked at. size: None as long as nobody knows it.
    """

    path: Path
    history: History[Snapshot] = field(default_factory=fresh)
    status: Status = ""
    message: str = ""
    weights: str = ""
    about: About = field(default_factory=About)
    size: Size | None = None

    @property
    def edit(self) -> Edit:
        """Its present edit."""
        return self.history.present.edit

    @property
    def edited(self) -> bool:
        """Whether its edit is another than the default one."""
        return self.edit != _PLAIN

    @property
    def rating(self) -> int:
        """0 … 5: as it was given here, else as its files say."""
        given = self.history.present.rating
        return self.about.rating if given is None else given
