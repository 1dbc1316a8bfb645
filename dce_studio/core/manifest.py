"""The manifest of the bundled weights: what each file is, without loading it (no torch)."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any

from dce_studio.core.errors import WeightsError

DEFAULT_WEIGHTS = "dce"
"""The weights in use until a person chooses others."""

_FOLDER = "dce_studio.weights"


@dataclass(frozen=True)
class WeightsInfo:
    """What is known of a set of weights before, or without, loading it.

    name: what the menu and the command line call it; architecture: one of `architecture.NETWORKS`;
    parameters: how many numbers it has; licence: SPDX name, or "" when unknown; figures: measured quality, by
    name; description: a sentence; path: the file; sha256: of the file, "" for one that is not bundled;
    provisional: a stop-gap that a later release replaces; local: the share of a place's own maps in weights
    of two scales (`core.whole.scales`), 0 for those of one, as the published ones are.
    """

    name: str
    architecture: str
    parameters: int
    licence: str = ""
    figures: Mapping[str, Any] = field(default_factory=dict, hash=False)
    description: str = ""
    path: Path = Path()
    sha256: str = ""
    provisional: bool = False
    local: float = 0.0


def bundled() -> tuple[WeightsInfo, ...]:
    """The weights that come with the program, in the manifest's order; empty when there is no manifest.

    Raises WeightsError for a manifest that cannot be read.
    """
    folder = Path(str(files(_FOLDER)))
    try:
        text = (folder / "manifest.json").read_text("utf-8")
        return tuple(_info(folder, entry) for entry in json.loads(text)["weights"])
    except FileNotFoundError:
        return ()
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise WeightsError(f"{folder / 'manifest.json'} is damaged: install DCE Studio again.") from error


def find(name: str) -> WeightsInfo | None:
    """Return what is known of the bundled weights of that name, or None."""
    return next((info for info in bundled() if info.name == name), None)


def share(value: object) -> float:
    """A number in [0, 1], or its text; 0 for anything else."""
    try:
        number = float(str(value))
    except ValueError:
        return 0.0
    return number if 0 <= number <= 1 else 0.0


def _info(folder: Path, entry: Mapping[str, Any]) -> WeightsInfo:
    return WeightsInfo(
        name=str(entry["name"]),
        architecture=str(entry["architecture"]),
        parameters=int(entry["parameters"]),
        licence=str(entry.get("licence", "")),
        figures=dict(entry.get("figures", {})),
        description=str(entry.get("description", "")),
        path=folder / str(entry["file"]),
        sha256=str(entry.get("sha256", "")),
        provisional=bool(entry.get("provisional", False)),
        local=share(entry.get("local", 0)),
    )
