"""Prepares what is slow the first time before it is needed: compiled code, codecs, torch."""

import logging
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from dce_studio import assets
from dce_studio.app.preview import curves, frame, histograms, wall
from dce_studio.app.preview.libraries import import_torch, map_libraries, uncollected
from dce_studio.core import files
from dce_studio.core.analysis.views import CurveView
from dce_studio.core.edit import Edit
from dce_studio.core.engine.models import Models
from dce_studio.core.errors import StudioError
from dce_studio.core.geometry import Box, Size
from dce_studio.core.local.values import Alike, Brush, Linear, Local, Radial, Stroke
from dce_studio.core.manifest import DEFAULT_WEIGHTS
from dce_studio.core.render.shape import shaped

REHEARSED = 160  # px, the long edge of the photo that is worked on for practice

PLACES = tuple(
    Local(shape, 0.5)
    for shape in (
        Brush((Stroke(((20.0, 20.0), (60.0, 40.0)), 10.0),)),
        Linear((0.0, 0.0), (0.0, 60.0)),
        Radial((50.0, 50.0), (30.0, 20.0)),
        Alike((10.0, 10.0), 0.2, 0.2, 0.2, 0.1, 0.1),
    )
)
"""A local strength of each kind: the first stroke would wait for two seconds while its loops are compiled."""


def warm_up(models: Models, weights: str, device: str, tick: Callable[[float], None]) -> tuple[str, ...]:
    """Do once, on a small photo, what every photo needs, then import torch; the names of the devices.

    Where the device asked for is a GPU, or it is left open and there is one, that is made ready for the
    weights first: no photo should wait for it. For a worker.
    """
    with uncollected():
        _rehearse(models, tick)
        tick(0.5)
        import_torch()
    from dce_studio.core.engine.device import devices

    names = devices()
    if names[0] != "cpu" and device != "cpu":
        _make_ready(models, weights, device)
    return names


def _make_ready(models: Models, weights: str, device: str) -> None:
    """Have the weights' engine made and checked on a device, which starts it: a second or more."""
    try:
        models.get(weights).engine(device)
    except StudioError as error:  # so does the first estimation there, which tells it
        logging.getLogger(__name__).info("not made ready: %s", error)


def _rehearse(models: Models, tick: Callable[[float], None]) -> None:
    """Open, estimate, show and write the sample, made small: compiled code and codecs are there then."""
    from dce_studio.core.engine.estimate import enhance, estimate

    map_libraries("llvmlite")
    try:
        with assets.sample_photo() as path:
            photo = files.read_preview(path, REHEARSED)
        view = frame.View(Box.whole(photo.size), Size(photo.size.width // 2, photo.size.height // 2))
        frame.render_frame(frame.FrameRequest(photo, None, None, Edit(), view), tick)
        model = models.get(DEFAULT_WEIGHTS)
        tick(0.2)
        maps = shaped(photo, estimate(photo, model, Edit().detail), Edit())
        for edit in (Edit(), Edit(gamma=0.9)):
            frame.render_frame(frame.FrameRequest(photo, maps, None, edit, view, kept=frame.Kept()), tick)
        for edit in (Edit(noise=1), Edit().with_locals(*PLACES)):
            other = shaped(photo, maps.source, edit)
            for box in (view.box, Box(0, 0, 100, 80)):
                part = frame.View(box, view.size)
                frame.render_frame(
                    frame.FrameRequest(photo, other, None, edit, part, kept=frame.Kept()), tick
                )
        histograms.count(photo, maps, Edit(), tick)
        curves.compute(curves.Subject(photo, maps, None), None, Edit(), CurveView.OUTPUT, True, tick)
        wall.make_wall(maps, wall.WallColouring(), tick)
        tick(0.4)
        result = replace(photo, pixels=enhance(photo, model, Edit()))
        with tempfile.TemporaryDirectory() as folder:
            files.write_photo(result, Path(folder) / "rehearsal.jpg")
    except (StudioError, OSError) as error:  # reported when the person needs it
        logging.getLogger(__name__).info("not rehearsed: %s", error)
