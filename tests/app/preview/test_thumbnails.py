"""Thumbnails: what an export gives, small, in its frame, by the photo's own curves where they are there."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtGui import QImage

from dce_studio.app.preview.thumbnails import EDGE, LARGEST, Thumbnail, Wanted, edge_for, make
from dce_studio.core import files
from dce_studio.core.edit import Edit
from dce_studio.core.engine.estimate import enhance, estimate
from dce_studio.core.engine.models import Models
from dce_studio.core.geometry import Framing
from dce_studio.core.local.values import Linear, Local
from dce_studio.core.render.framing import cut, framed
from dce_studio.core.render.shape import shaped

MODELS = Models()


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A dark photo of 600 × 400, brighter to the right."""
    place = tmp_path_factory.mktemp("photo") / "dark.png"
    x = np.linspace(0, 90, 600)[None] + np.linspace(0, 20, 400)[:, None]
    Image.fromarray(np.stack([x, x / 2, x / 3], -1).astype(np.uint8)).save(place)
    return place


def _made(wanted: Wanted) -> Thumbnail:
    return make(wanted, MODELS, lambda fraction: None)


def _pixels(picture: QImage) -> np.ndarray:
    made = picture.convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(made.constBits(), np.uint8).reshape(made.height(), made.bytesPerLine())
    return rows[:, : 3 * made.width()].reshape(made.height(), made.width(), 3).astype(int)


DARKER_LEFT = Edit(locals=(Local(Linear((200, 0), (400, 0)), -1.0),))  # in pixels of the whole photo


@pytest.mark.parametrize("edit", [Edit(), Edit(iterations=3, gamma=1.2), Edit(noise=0.5), DARKER_LEFT])
@pytest.mark.parametrize("own", [False, True])
def test_it_looks_like_the_export(path: Path, edit: Edit, own: bool) -> None:
    edit = edit.framed(Framing(0.25, 0, 1, 0.75, turns=1, mirrored=True))
    photo, model = files.read_photo(path), MODELS.get("dce")
    curves = shaped(photo, estimate(photo, model, edit.detail), edit) if own else None
    made = _made(Wanted(path, edit, "dce", curves=curves))
    result = enhance(photo, model, edit)
    exported = framed(photo, cut(result, edit.framing.box(photo.size)), edit.framing).pixels
    small = Image.fromarray(exported).resize(
        (made.picture.width(), made.picture.height()), Image.Resampling.BOX
    )
    assert made.picture.height() > made.picture.width() * 0.9  # turned
    assert np.abs(_pixels(made.picture) - np.asarray(small).astype(int)).mean() < 2
    assert made.exact == own


def test_the_small_copy_is_used_again(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = _made(Wanted(path, Edit(), "dce"))
    monkeypatch.setattr(files, "preview_of", _refuse)
    other = _made(Wanted(path, Edit(iterations=0), "dce", base=first.base))
    assert (_pixels(other.picture).mean() + 10) < _pixels(first.picture).mean()
    plain = _made(Wanted(path, Edit(), "", base=first.base))
    np.testing.assert_array_equal(_pixels(plain.picture), _pixels(other.picture))


def test_a_small_crop_is_cut_from_a_larger_copy(path: Path) -> None:
    assert edge_for(Edit()) == EDGE
    edit = Edit().framed(Framing(0.4, 0.4, 0.8, 0.8))
    assert edge_for(edit) == 4 * EDGE
    assert edge_for(Edit().framed(Framing(0, 0, 0.01, 0.01))) == LARGEST
    assert edge_for(Edit().framed(Framing(tilt=10.0))) == 2 * EDGE  # which leaves four fifths of it
    assert _made(Wanted(path, edit, "")).picture.width() == 240  # of the photo's 600, never enlarged


def test_what_cannot_be_read_has_an_empty_picture(path: Path, tmp_path: Path) -> None:
    assert _made(Wanted(tmp_path / "none.jpg", Edit(), "dce")).picture.isNull()


def test_weights_that_fail_leave_the_photo_as_it_is(path: Path) -> None:
    made = _made(Wanted(path, Edit(), "/none.safetensors"))
    np.testing.assert_array_equal(_pixels(made.picture), _pixels(_made(Wanted(path, Edit(), "")).picture))


def test_a_starry_sky_stays_as_dark_as_the_photo(tmp_path: Path) -> None:
    rng, sky = np.random.default_rng(3), np.full((800, 1200, 3), 24, np.uint8)
    sky[rng.integers(800, size=4000), rng.integers(1200, size=4000)] = 230
    path = tmp_path / "stars.png"
    Image.fromarray(sky).save(path)
    result = enhance(files.read_photo(path), MODELS.get("dce"), Edit())
    made = _made(Wanted(path, Edit(), "dce"))
    assert made.base is not None
    assert made.base.starry == 1
    assert abs(_pixels(made.picture).mean() - result.mean()) < 2


def _refuse(*args: object) -> None:
    raise AssertionError
