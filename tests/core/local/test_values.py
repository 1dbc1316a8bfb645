"""What a local strength can be, what is refused, and what a file says of it."""

import json
from math import inf, nan

import numpy as np
import pytest

from dce_studio.core.edit import Edit
from dce_studio.core.geometry import Framing
from dce_studio.core.local.plain import of_plain, plain
from dce_studio.core.local.strokes import simplified
from dce_studio.core.local.values import (
    MOST,
    MOST_POINTS,
    Alike,
    Brush,
    Linear,
    Local,
    Radial,
    Stroke,
)

ALL = (
    Local(
        Brush((Stroke(((1.5, 2.0), (30.0, 4.25)), 12.0), Stroke(((3.0, 3.0),), 4.0, 0.0, True))), 0.5, "face"
    ),
    Local(Linear((0.0, 0.0), (0.0, 400.0)), -0.7, "sky", feather=0.0),
    Local(Radial((20.0, 30.0), (10.0, 5.0), -30.0, 1.0, True), 1.0, on=False),
    Local(Alike((7.0, 8.0), 0.1, 0.2, 0.3, 0.05, 1.0), -1.0, feather=1.0),
)


@pytest.mark.parametrize("local", ALL)
def test_a_file_gives_back_what_was_put_into_it(local: Local) -> None:
    assert of_plain(json.loads(json.dumps(plain(local)))) == local


@pytest.mark.parametrize(
    "make",
    [
        lambda: Stroke((), 3),
        lambda: Stroke(((0, nan),), 3),
        lambda: Stroke(((0, inf),), 3),
        lambda: Stroke(((0, 2e6),), 3),
        lambda: Stroke(((5, 5), (nan, 7), (6, 6)), 3),
        lambda: Stroke(((5, 5), (-inf, 7), (inf, 6)), 3),
        lambda: Stroke(((0, 0),), 0),
        lambda: Stroke(((0, 0),), nan),
        lambda: Stroke(((0, 0),), 3, 1.5),
        lambda: Stroke(((0, 0),) * (MOST_POINTS + 1), 3),
        lambda: Linear((3, 4), (3, 4)),
        lambda: Radial((0, 0), (3, 0)),
        lambda: Radial((0, 0), (3, 3), 361),
        lambda: Radial((0, 0), (3, 3), softness=-1),
        lambda: Alike((0, 0), 0, 0, 1.01),
        lambda: Local(Brush(), 1.01),
        lambda: Local(Brush(), nan),
        lambda: Local(Brush(), 0, feather=2),
        lambda: Local(Brush(), 0, name="x" * 101),
        lambda: Edit().with_locals(*[Local(Brush(), 0.5)] * (MOST + 1)),
        lambda: Edit().with_locals(*[Local(Brush((Stroke(((0, 0),) * 9000, 3),)), 0.5)] * 2),
        lambda: Edit().with_locals(Local(Brush((Stroke(((0, 0),), 3),) * 3000), 0.5)),
    ],
)
def test_what_cannot_be_is_refused_in_words(make) -> None:
    with pytest.raises(ValueError, match=r"\w+ \w+ \w+"):
        make()


@pytest.mark.parametrize("change", [{"kind": "star"}, {"tilt": 1}])
def test_what_a_newer_program_wrote_is_told_apart(change: dict[str, object]) -> None:
    words = plain(ALL[2])
    words["shape"] |= change
    with pytest.raises(LookupError):
        of_plain(words)


@pytest.mark.parametrize(
    "words",
    [
        None,
        [],
        {},
        {"amount": 1.0},
        {"shape": {}, "amount": 1.0},
        {"shape": [], "amount": 1.0},
        {"shape": {"kind": []}, "amount": 1.0},
        {"shape": {"kind": "brush", "strokes": 3}, "amount": 1.0},
        {"shape": {"kind": "brush", "strokes": [[1, 2]]}, "amount": 1.0},
        {"shape": {"kind": "linear", "start": [0, 0, 0], "end": [1, 1]}, "amount": 1.0},
        {"shape": {"kind": "linear", "start": [0, 0], "end": [1, True]}, "amount": 1.0},
        {"shape": {"kind": "linear", "start": [0, 0], "end": [1, 10**400]}, "amount": 1.0},
        {"shape": {"kind": "linear", "start": [0, 0], "end": [1, 1]}, "amount": "1"},
        {"shape": {"kind": "linear", "start": [0, 0], "end": [1, 1]}, "amount": 1.0, "on": 1},
    ],
)
def test_damaged_words_are_refused(words: object) -> None:
    with pytest.raises((ValueError, TypeError, ArithmeticError)):
        of_plain(words)


def test_a_preset_leaves_frame_and_places_as_the_photo_has_them() -> None:
    before = Edit(gamma=2).framed(Framing(0.1)).with_locals(ALL[0])
    after = Edit(gamma=0.5).with_locals(ALL[1], ALL[2]).laid_on(before)
    assert after == Edit(gamma=0.5).framed(Framing(0.1)).with_locals(ALL[0])


@pytest.mark.parametrize(
    ("tolerance", "left"), [(0.5, ((0, 0), (50, 0), (50, 40))), (60, ((0, 0), (50, 40)))]
)
def test_a_stroke_loses_the_points_that_its_line_does_not_need(tolerance: float, left: tuple) -> None:
    points = tuple((x + 0.01, 0.2 * (x % 2)) for x in range(50)) + tuple((50.0, float(y)) for y in range(41))
    assert simplified(points, tolerance) == left


def test_no_point_of_a_stroke_lies_further_from_its_line_than_it_may() -> None:
    rng, tolerance = np.random.default_rng(4), 3.0
    points = np.cumsum(rng.normal(0, 2, (400, 2)), 0).round(1)
    left = np.array(simplified(tuple(map(tuple, points.tolist())), tolerance))
    assert 10 < len(left) < 200 and (left[0] == points[0]).all() and (left[-1] == points[-1]).all()
    start, along = left[:-1, None], np.diff(left, axis=0)[:, None]
    part = np.clip(((points - start) * along).sum(2) / (along**2).sum(2), 0, 1)
    away = np.linalg.norm(points - start - part[..., None] * along, axis=2).min(0)
    assert away.max() <= tolerance


def test_few_points_stay_what_they_are() -> None:
    assert simplified(((3.14, 2.0),), 1) == ((3.1, 2.0),)
    assert simplified(((0.0, 0.0), (0.0, 0.0)), 1) == ((0.0, 0.0),)
    loop = ((0.0, 0.0), (9.0, 0.0), (9.0, 9.0), (0.0, 0.0))
    assert simplified(loop, 1) == loop
