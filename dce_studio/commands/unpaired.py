"""`dce-studio evaluate PHOTO…`: what enhancing does to photos, told without references."""

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from dce_studio.commands.enhance import edit_of
from dce_studio.commands.usage import UsageError, check_device, check_weights, detail, named
from dce_studio.core.engine.models import Model, Models
from dce_studio.core.errors import StudioError
from dce_studio.core.files.sidecar import SavedEdit
from dce_studio.training import night
from dce_studio.training.evaluate import Looked, look
from dce_studio.training.night import LABELS, NightFigures, words
from dce_studio.training.reading import readable
from dce_studio.training.scan import find
from dce_studio.training.sheet import Strip, cell, edge_for, write

OPTIONS = (
    "against", "sheet", "edit", "iterations", "strength", "gamma", "channel_strength", "keep_colour",
    "noise", "colour_noise", "coupling", "smoothing", "auto",
)  # fmt: skip
"""What pairs do not take."""

_NAME = 28  # characters of a photo's name in the table


def run(args: argparse.Namespace) -> int:
    """Measure and print: 0, or 1 when a photo failed; raises StudioError, UsageError when nothing can be."""
    saved, models = _asked(args)
    check_device(args.device)
    photos, failed = _found(args.photos)
    sheet = _Sheet(args.sheet, photos, [each.info.name for each in models]) if args.sheet else None
    table = _Table([each.info.name for each in models], not args.json)
    for looked in _looks(photos, models, saved, args):
        if looked is None:
            failed = True
            continue
        table.add(looked)
        if sheet:
            sheet.add(looked)
    if not table.photos:
        return 1
    if sheet:
        sheet.save()
    if args.json:
        print(
            json.dumps({"detail": saved.edit.detail, "photos": len(table.photos), "results": table.words()})
        )
    else:
        table.end()
    return 1 if failed else 0


def _asked(args: argparse.Namespace) -> tuple[SavedEdit, list[Model]]:
    """The edit and the weights, one or two. Raises UsageError, SidecarError, WeightsError."""
    args.detail = detail(args.detail) if args.detail else None
    try:
        saved = edit_of(args)
    except ValueError as error:
        raise UsageError(str(error)) from error
    names = [saved.weights, args.against] if args.against else [saved.weights]
    for each in names:
        check_weights(each)
    models = Models()
    return saved, [models.get(named(each)) for each in names]


def _found(paths: Sequence[Path]) -> tuple[list[Path], bool]:
    """The photos, each once, and whether a folder has none, which is told."""
    found: dict[Path, None] = {}
    empty = False
    for path in paths:
        inside = find([path], readable()) if path.is_dir() else [path]
        found |= dict.fromkeys(inside)
        if not inside:
            empty = True
            print(f"There are no photos in {path}: choose another folder.", file=sys.stderr)
    return list(found), empty


def _looks(
    photos: Sequence[Path], models: Sequence[Model], saved: SavedEdit, args: argparse.Namespace
) -> Iterator[Looked | None]:
    """Each photo looked at; None for one that failed, which is told."""
    for path in photos:
        try:
            yield look(
                path, models, saved.edit, args.auto_mean if args.auto else None, of=saved.photo_size,
                device=args.device, precision=args.precision,
            )  # fmt: skip
        except StudioError as error:
            print(error, file=sys.stderr, flush=True)
            yield None


class _Table:
    """The figures as they come: a line for each photo, and for each of the weights where there are two."""

    def __init__(self, names: Sequence[str], printing: bool) -> None:
        self.names, self.printing = names, printing
        self.photos: list[Path] = []
        self.figures: list[tuple[NightFigures, ...]] = []
        if printing:
            print(_heading())

    def add(self, looked: Looked) -> None:
        """Keep a photo's figures, and print them."""
        self.photos.append(looked.path)
        self.figures.append(looked.figures)
        if self.printing:
            self._lines(looked.path.name, looked.figures)

    def end(self) -> None:
        """Print what they come to."""
        means, worst = zip(*self._summed(), strict=True)
        self._lines(f"mean of {len(self.photos)}", means)
        self._lines("worst tenth", worst)

    def words(self) -> list[dict[str, Any]]:
        """All of it as plain values, for JSON."""
        columns = zip(*self.figures, strict=True)
        return [
            {
                "weights": name,
                "mean": words(mean),
                "worst tenth": words(worst),
                "each": [{"name": str(p), **words(f)} for p, f in zip(self.photos, column, strict=True)],
            }
            for name, (mean, worst), column in zip(self.names, self._summed(), columns, strict=True)
        ]

    def _summed(self) -> list[tuple[NightFigures, NightFigures]]:
        """Mean and worst tenth of each of the weights."""
        columns = [list(column) for column in zip(*self.figures, strict=True)]
        return [(night.mean(column), night.worst(column)) for column in columns]

    def _lines(self, name: str, figures: Sequence[NightFigures]) -> None:
        """The first line has the photo's name, and with two pairs of weights each line theirs."""
        for k, each in enumerate(figures):
            of = f"  {self.names[k]}" if len(figures) > 1 else ""
            print(f"{_line('' if k else name, each)}{of}", flush=True)


class _Sheet:
    """The contact sheet that is asked for. Raises UsageError for a file that it cannot be."""

    def __init__(self, path: Path, photos: Sequence[Path], names: Sequence[str]) -> None:
        _check_sheet(path, photos)
        self.path, self.names = path, names
        self.edge = edge_for(len(photos), 1 + len(names))
        self.strips: list[Strip] = []

    def add(self, looked: Looked) -> None:
        """Keep a photo and what it became, as small as they are shown."""
        captions: list[tuple[str, ...]] = [(looked.path.name,)]
        for name, figures in zip(self.names, looked.figures, strict=True):
            told = night.text(night.words(figures))
            captions.append((name, "  ".join(told[:4]), "  ".join(told[4:])))
        pictures = (looked.before, *looked.after)
        self.strips.append(
            tuple(cell(p, lines, self.edge) for p, lines in zip(pictures, captions, strict=True))
        )

    def save(self) -> None:
        """Write it. Raises PhotoError."""
        write(self.path, self.strips, self.edge)


def _check_sheet(path: Path, photos: Sequence[Path]) -> None:
    """UsageError for a sheet that is no PNG, in no folder, or in a photo's place."""
    if path.suffix.lower() != ".png" or path.is_dir():
        raise UsageError(f"--sheet {path} is a PNG picture: give it a name that ends in .png")
    if not path.parent.is_dir():
        raise UsageError(f"there is no folder {path.parent} for the sheet: make it, or choose another")
    if path.exists() and any(photo.exists() and path.samefile(photo) for photo in photos):
        raise UsageError(f"--sheet {path} is one of the photos: give it another name")


def _heading() -> str:
    return f"{'photo':{_NAME}} " + " ".join(f"{(of + unit[-1:]):>8}" for of, _, unit in LABELS.values())


def _line(name: str, figures: NightFigures) -> str:
    values = words(figures)
    columns = [(values[of], digits) for of, (_, digits, _) in LABELS.items()]
    shown = ["–" if value is None else f"{value:.{digits}f}" for value, digits in columns]
    return f"{name[:_NAME]:{_NAME}} " + " ".join(f"{text:>8}" for text in shown)
