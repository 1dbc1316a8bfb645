"""Auto for several photos: each is read and judged by itself, in a worker, one after the other."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from dce_studio.core.edit import SMOOTH, Edit
from dce_studio.core.engine.models import Models
from dce_studio.core.errors import StudioError
from dce_studio.core.files import read_photo
from dce_studio.core.render import auto
from dce_studio.core.render.shape import shaped


@dataclass(frozen=True)
class AutoRequest:
    """The photos with their edits, and what their curves are estimated with. megapixels: as in Batch."""

    edits: tuple[tuple[Path, Edit], ...]
    weights: str
    device: str
    target: float
    megapixels: float | None = None


@dataclass(frozen=True)
class AutoResult:
    """The edits that were chosen, and why some could not be."""

    edits: dict[Path, Edit]
    problems: tuple[str, ...]


def choose_all(request: AutoRequest, models: Models, tick: Callable[[float], None]) -> AutoResult:
    """Choose the edit of each photo, at smooth detail as a batch does. A bad photo stops nothing."""
    from dce_studio.core.engine.estimate import estimate

    chosen, problems = {}, []
    for done, (path, edit) in enumerate(request.edits):
        tick(done / len(request.edits))
        try:
            photo = read_photo(path, request.megapixels)
            model = models.get(request.weights)
            maps = estimate(photo, model, min(edit.detail, SMOOTH), device=request.device)
            chosen[path] = auto.choose(photo, shaped(photo, maps, edit), edit, request.target)
        except StudioError as error:
            problems.append(str(error))
    return AutoResult(chosen, tuple(problems))
