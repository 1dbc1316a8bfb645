"""Curves as text files: CSV."""

import csv
import io
from pathlib import Path

from dce_studio.core.analysis.views import INPUTS, Curves
from dce_studio.core.atomic import atomic_file


def curves_csv(curves: dict[str, Curves]) -> str:
    """Return curves by scope name as CSV: scope, view, input, then mean, low, high and steps of each channel.

    Inputs and outputs in [0, 1]; gains in stops. Columns that a curve lacks stay empty.
    """
    steps = max((len(c.family) for c in curves.values()), default=0)
    letters = "rgb"
    header = [
        "scope",
        "view",
        "pixels",
        "input",
        *letters,
        *(f"{c}_p5" for c in letters),
        *(f"{c}_p95" for c in letters),
    ]
    header += [f"{c}_n{k + 1}" for k in range(steps) for c in letters]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    for scope, curve in curves.items():
        for i, x in enumerate(INPUTS):
            writer.writerow([scope, curve.view.value, curve.count, f"{x:.6f}", *_cells(curve, i, steps)])
    return out.getvalue()


def _cells(curve: Curves, i: int, steps: int) -> list[str]:
    cells = [f"{v:.6f}" for v in curve.mean[:, i]]
    for band in (curve.low, curve.high):
        cells += ["", "", ""] if band is None else [f"{v:.6f}" for v in band[:, i]]
    family = [f"{v:.6f}" for step in curve.family for v in step[:, i]]
    return cells + family + [""] * (3 * steps - len(family))


def save_text(text: str, path: Path) -> None:
    """Write text as UTF-8 with plain line ends, whole or not at all; undecodable names are escaped.

    Raises OSError.
    """
    with atomic_file(path) as file:
        file.write(text.encode(errors="backslashreplace"))
