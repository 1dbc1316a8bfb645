"""What `dce-studio inspect` writes: the maps, curves, tables and figures of one photo, for scripts."""

import json
import math
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from dce_studio.core.analysis import curve_files, luts, map_files, overlays, words
from dce_studio.core.analysis.figures import PERCENTILES, MapStatistics, statistics
from dce_studio.core.analysis.probing import gather, probe, reading_curves, scope_curves
from dce_studio.core.analysis.views import Curves, Reading
from dce_studio.core.edit import Edit
from dce_studio.core.geometry import Box, Size, fit
from dce_studio.core.local.plain import values_of
from dce_studio.core.maps import CurveMaps, ShapedMaps
from dce_studio.core.marks import Rectangle
from dce_studio.core.parallel import Tick, no_tick
from dce_studio.core.photo import Photo
from dce_studio.core.render import rendering
from dce_studio.core.render.shape import shaped

PixelPlace = tuple[int, int]

SHARES_LONG_EDGE = 1024
"""Shares of the photo (crushed, clipped) are counted on a copy with this long edge."""


def write(
    photo: Photo,
    maps: CurveMaps,
    edit: Edit,
    folder: Path,
    points: Sequence[PixelPlace] = (),
    boxes: Sequence[Box] = (),
    tick: Tick = no_tick,
    exact: Callable[[int, int], ShapedMaps] | None = None,
) -> dict[str, Any]:
    """Write maps.npz, maps.png, curves.csv, lut_1d.cube, lut_3d.cube, report.json; return the report.

    maps.npz holds the maps as estimated, to be rendered with any edit; all else shows the edit's.
    exact: gives the maps of a pixel that is probed, where `maps` are averages; None: `maps` have it.
    Raises IndexError for a point outside the photo, OSError when the folder cannot be written to.
    """
    made = shaped(photo, maps, edit)
    readings = [probe(photo, exact(x, y) if exact else made, edit, x, y) for x, y in points]
    folder.mkdir(parents=True, exist_ok=True)
    map_files.save_npz(maps, folder / "maps.npz")
    map_files.save_wall(made, folder / "maps.png", on=edit.iterations)
    tick(0.3)
    curves = scopes(photo, made, edit, readings, boxes)
    curve_files.save_text(curve_files.curves_csv(curves), folder / "curves.csv")
    tick(0.5)
    tables = _tables(photo, made, edit, folder)
    report = describe(photo, made, edit, readings, curves) | {"luts": tables}
    curve_files.save_text(json.dumps(report, indent=2, ensure_ascii=False) + "\n", folder / "report.json")
    tick(1.0)
    return report


def scopes(
    photo: Photo, maps: ShapedMaps, edit: Edit, readings: Sequence[Reading], boxes: Sequence[Box]
) -> dict[str, Curves]:
    """The curves by name: photo, then each region, then each probe."""
    curves = {"photo": scope_curves(gather(photo, maps), edit)}
    for box in boxes:
        region = Rectangle(box.x, box.y, box.x + box.width, box.y + box.height)
        name = f"roi {box.x},{box.y},{box.width},{box.height}"
        curves[name] = scope_curves(gather(photo, maps, region), edit)
    for reading in readings:
        curves[f"probe {reading.x},{reading.y}"] = reading_curves(reading, edit)
    return curves


def describe(
    photo: Photo, maps: ShapedMaps, edit: Edit, readings: Sequence[Reading], curves: dict[str, Curves]
) -> dict[str, Any]:
    """The report as plain values: JSON as it stands."""
    return {
        "photo": {"file": photo.path.name, "width": photo.size.width, "height": photo.size.height},
        "maps": {
            "weights": maps.weights, "detail": maps.detail, "device": maps.device, "steps": maps.steps,
            "width": maps.size.width, "height": maps.size.height, "seconds": round(maps.seconds, 3),
            "shared": maps.steps == 1, "each": [_figures(one) for one in statistics(maps)],
        },
        "edit": values_of(edit),
        "scopes": {k: {"pixels": c.count, "output": c.mean.round(6).tolist()} for k, c in curves.items()},
        "probes": [_reading(reading) for reading in readings],
        "shares": _shares(photo, maps, edit),
    }  # fmt: skip


def _figures(one: MapStatistics) -> dict[str, Any]:
    percentiles = {str(p): v for p, v in zip(PERCENTILES, one.percentiles, strict=True)}
    return {
        "step": one.step + 1, "channel": "RGB"[one.channel], "mean": one.mean, "min": one.minimum,
        "max": one.maximum, "percentiles": percentiles,
    }  # fmt: skip


def _reading(reading: Reading) -> dict[str, Any]:
    """α, staircase and output of one probe; the inner lists are R, G, B."""
    return {
        "x": reading.x, "y": reading.y, "input": reading.before.tolist(), "alpha": reading.estimated.tolist(),
        "applied": reading.applied.tolist(), "staircase": reading.stairs.tolist(),
        "output": reading.after.tolist(), "gain_stops": reading.stops.tolist(),
        "exposure_stops": words.exposure(reading), "words": words.plain(reading), "noise": reading.noise,
    }  # fmt: skip


def _shares(photo: Photo, maps: ShapedMaps, edit: Edit) -> dict[str, float]:
    """Which parts of the photo are crushed or clipped, 0..1."""
    size: Size = fit(photo.size, SHARES_LONG_EDGE)
    sampled = rendering.sample(photo, maps, size=size)
    names = ("shadows", "highlights")
    before, after = overlays.clipped(sampled.pixels), overlays.clipped(rendering.develop(sampled, edit))
    shares = {"crushed": float(overlays.crushed(overlays.calm(sampled), edit).mean())}
    shares |= {f"clipped_{name}_before": float(part.mean()) for name, part in zip(names, before, strict=True)}
    return shares | {
        f"clipped_{name}_after": float(part.mean()) for name, part in zip(names, after, strict=True)
    }


def _tables(photo: Photo, maps: ShapedMaps, edit: Edit, folder: Path) -> dict[str, Any]:
    tables = {}
    for dimensions in (1, 3):
        fitted = luts.fit(photo, maps, edit, dimensions)
        name = f"lut_{dimensions}d.cube"
        luts.save_cube(fitted.lut, folder / name)
        psnr = round(fitted.psnr, 3) if math.isfinite(fitted.psnr) else None  # JSON knows no infinity
        tables[name] = {"size": len(fitted.lut.values), "psnr_db": psnr}
    return tables
