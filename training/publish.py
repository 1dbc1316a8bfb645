"""A finished run's weights → the weights that the program ships, with their entry in the manifest.

    python -m dce_studio.training.publish RUN NAME --pairs DIR [--pairs DIR …] [--after RUN] [--folder DIR]

writes weights/NAME.safetensors and its entry in weights/manifest.json: checksum, the command that repeats
the run, what it saw, and the figures of `evaluate` on each folder of pairs (low/, high/) at the default
curve detail, beside the best gamma's.
"""

import argparse
import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

from safetensors import safe_open

from dce_studio.core.engine.architecture import ARCHITECTURES
from dce_studio.core.engine.models import Model
from dce_studio.core.engine.weights import load_weights, save_weights
from dce_studio.core.runs.folder import BEST
from dce_studio.training.config import Recipe, options, preset
from dce_studio.training.evaluate import evaluate, pairs, summary

LICENCE = "MIT"
_BEFORE = {"neutral": 0.0, "references": "photo", "local": 0.0, "keep_colour": 0.0}
"""What a recipe of an older version, which knew nothing of these, counts as."""

_ABOUT = {
    "dce": "The method's own network, trained by this program on freely licensed photographs.",
    "dce-slim": "Half as wide and trained the same way.",
    "dce-pp": "The smallest: one set of three maps for all eight steps, trained the same way.",
}


def main(arguments: Sequence[str] | None = None) -> None:
    """Publish one run."""
    parser = argparse.ArgumentParser(description="Ship the weights of a run.")
    parser.add_argument("run", type=Path, help="the run's folder")
    parser.add_argument("name", help="what the weights are to be called")
    parser.add_argument(
        "--pairs", type=Path, action="append", default=[], help="a folder with low/ and high/"
    )
    parser.add_argument("--after", type=Path, help="the folder of the run that this one started from")
    parser.add_argument("--folder", type=Path, default=Path("weights"), help="where the weights go")
    args = parser.parse_args(arguments)
    publish(args.run, args.name, args.pairs, args.folder, args.after)


def publish(
    run: Path, name: str, measured_on: Sequence[Path], folder: Path, after: Path | None = None
) -> None:
    """Write the weights and their entry; `after` is the run it started from. Raises StudioError."""
    weights = load_weights(run / BEST)
    metadata = _metadata(run)
    recipe = _recipe(run)
    target = folder / f"{name}.safetensors"
    about = _ABOUT[recipe.arch]
    save_weights(target, weights.net, recipe.arch, {**metadata, "licence": LICENCE, "description": about})
    figures = {}
    for place in measured_on:
        found = summary(list(evaluate(Model(load_weights(target)), pairs(place / "low", place / "high"))))
        figures[place.name] = {
            "photos": found.photos,
            "result": _rounded(asdict(found.result)),
            "best gamma": {"gamma": found.gamma, **_rounded(asdict(found.baseline))},
        }
    entry = {
        "name": name,
        "file": target.name,
        "architecture": recipe.arch,
        "parameters": sum(p.numel() for p in weights.net.parameters()),
        "sha256": hashlib.sha256(target.read_bytes()).hexdigest(),
        "licence": LICENCE,
        "description": about,
        "provisional": False,
        "local": recipe.local,
        "command": command(recipe)
        if after is None
        else f"{command(_recipe(after))}; {command(recipe, start='RUN')}",
        "seed": recipe.seed,
        "steps": int(metadata["step"]),
        "photos": int(metadata["photos"]),
        "fingerprint": metadata["fingerprint"],
        "program": metadata["program"],
        "figures": figures,
    }
    _enter(folder / "manifest.json", entry)


def command(recipe: Recipe, start: str = "") -> str:
    """The command line that repeats the run, from the best weights of the run `start` where one is given."""
    usual = preset("studio", arch=recipe.arch)
    known = options(Recipe)
    words = [
        f"--{known[f.name].flag or f.name.replace('_', '-')} {getattr(recipe, f.name)}"
        for f in fields(Recipe)
        if f.name in known
        and (f.name in ("arch", "steps", "seed") or getattr(recipe, f.name) != getattr(usual, f.name))
    ]
    begin = f"-o {start}2 --weights {start}/{BEST}" if start else "-o RUN"
    return " ".join((f"dce-studio train PHOTOS {begin}", *words))


def _metadata(run: Path) -> dict[str, str]:
    with safe_open(run / BEST, "pt") as file:
        return dict(file.metadata())


def _recipe(run: Path) -> Recipe:
    """The run's recipe; a term that its version did not have yet counted for nothing."""
    return Recipe(**{**_BEFORE, **json.loads(_metadata(run)["recipe"])})


def _rounded(values: dict[str, float]) -> dict[str, float]:
    return {key: round(value, 3) for key, value in values.items()}


def _enter(path: Path, entry: dict[str, Any]) -> None:
    """Replace the entry of that name, or add it."""
    entries = json.loads(path.read_text("utf-8"))["weights"] if path.exists() else []
    others = [e for e in entries if e["name"] != entry["name"]]
    order = {name: place for place, name in enumerate(ARCHITECTURES)}
    kept = sorted([*others, entry], key=lambda each: order.get(each["name"], len(order)))
    path.write_text(json.dumps({"weights": kept}, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
