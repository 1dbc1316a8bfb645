"""What the inspector tells of a pixel is what is done with its noise."""

import numpy as np
import pytest

from dce_studio.app.preview import frame
from dce_studio.app.preview.frame import FrameRequest, View
from dce_studio.core.analysis import overlays, probing, words
from dce_studio.core.analysis.overlay import PhotoOverlay
from dce_studio.core.edit import Edit
from dce_studio.core.geometry import Box, Size
from dce_studio.core.parallel import no_tick
from dce_studio.core.render.rendering import render
from dce_studio.core.render.shape import shaped
from tests.core.noise import scenes
from tests.core.noise.test_steady import FULL, maps_of


@pytest.mark.parametrize("edit", [FULL, FULL.with_(noise=0.4, gamma=1.2), Edit(colour_noise=1)])
def test_the_reading_and_its_curve_end_where_the_export_does(edit: Edit) -> None:
    photo = scenes.photo(scenes.noised(scenes.clean()), "float32")
    maps = shaped(photo, maps_of(photo), edit)
    exported = render(photo, maps, edit)
    for x, y in ((0, 0), (100, 60), (319, 255)):
        reading = probing.probe(photo, maps, edit, x, y)
        assert reading.after == pytest.approx(exported[y, x], abs=1e-5)
        assert np.any(reading.begun != reading.before)
        curves = probing.reading_curves(reading, edit)
        through = [np.interp(reading.begun[c], np.arange(256) / 255, curves.mean[c]) for c in range(3)]
        assert through == pytest.approx(reading.after, abs=4e-3)


def test_the_words_tell_noise_only_where_some_of_the_brightness_goes() -> None:
    photo = scenes.photo(scenes.noised(scenes.clean()))
    told = [
        words.measures(probing.probe(photo, shaped(photo, maps_of(photo), edit), edit, 90, 60))
        for edit in (Edit(), Edit(colour_noise=1), FULL)
    ]
    assert ["noise ±" in text for text in told] == [False, False, True]


def test_the_overlay_shows_the_photo_s_noise_in_a_small_view_as_in_a_large_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    photo = scenes.photo(scenes.noised(scenes.clean()))
    maps = shaped(photo, maps_of(photo), Edit())
    painted = []
    paint = overlays.paint
    monkeypatch.setattr(frame, "paint", lambda *given: painted.append(paint(*given)) or painted[-1])
    for box in (Box.whole(photo.size), Box(100, 40, 50, 40)):
        view = View(box, Size(box.width, box.height))
        frame.render_frame(FrameRequest(photo, maps, None, Edit(), view, overlay=PhotoOverlay.NOISE), no_tick)
    whole, part = (each.astype(int) for each in painted)
    assert np.abs(whole[57:63, 117:133] - part[17:23, 17:33]).max() <= 2
    assert part[..., 0].mean() > 40  # above the colour of no noise
