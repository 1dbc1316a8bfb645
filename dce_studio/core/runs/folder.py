"""The files in the folder of a training run, by name."""

from pathlib import Path

BEST, LAST, STATE = "best.safetensors", "last.safetensors", "state.safetensors"
"""The best weights, the last ones, and all that resuming needs."""

PICTURES = "samples"
"""The folder of the sample photos' pictures."""


def sample_before(folder: Path, number: int) -> Path:
    """Return the picture of a sample photo, counted from 1, as it went in."""
    return folder / PICTURES / f"before-{number}.jpg"


def sample_after(folder: Path, epoch: int, number: int) -> Path:
    """Return the picture of a sample photo as it came out after an epoch, both counted from 1."""
    return folder / PICTURES / f"epoch-{epoch:04d}-{number}.jpg"


def samples(folder: Path) -> tuple[list[Path], list[Path]]:
    """Return the pictures that are there: as the photos went in, and as they came out last."""
    pictures = folder / PICTURES
    before = sorted(pictures.glob("before-*.jpg"))
    epoch = max((path.name.rpartition("-")[0] for path in pictures.glob("epoch-*.jpg")), default="")
    return before, sorted(pictures.glob(f"{epoch}-*.jpg")) if epoch else []


def weights(folder: Path) -> Path | None:
    """Return the best weights that a run has left, else the last ones, else None."""
    return next((folder / name for name in (BEST, LAST) if (folder / name).exists()), None)
