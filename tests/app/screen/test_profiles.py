"""What the screen gets under a display profile: as another colour engine makes it; else exactly sRGB."""

from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import imagecodecs
import numpy as np
import pytest
from PIL import Image, ImageCms
from PySide6.QtGui import QColorSpace, QImage, QSurfaceFormat
from pytestqt.qtbot import QtBot

from dce_studio.app.jobs import Jobs
from dce_studio.app.preview.frame import Frame, FrameRequest, Kept, View, for_screen, render_frame
from dce_studio.app.preview.thumbnails import Thumbnails, Wanted, make
from dce_studio.app.screen import colours, profiles
from dce_studio.app.screen.profiles import DisplayProfile, Screen
from dce_studio.app.settings import Settings
from dce_studio.core import files
from dce_studio.core.edit import Edit
from dce_studio.core.engine.models import Models
from dce_studio.core.errors import ProfileError
from dce_studio.core.files.colour import icc
from dce_studio.core.geometry import Box
from dce_studio.core.photo import Metadata, Photo
from dce_studio.core.render.shape import shaped
from tests.core.analysis.samples import make_maps, make_photo

WIDE = bytes(QColorSpace(QColorSpace.NamedColorSpace.DisplayP3).iccProfile().data())
SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
LAB = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()


def tick(fraction: float) -> None:
    """Nobody waits."""


def render(photo: Photo, display: bytes | None, *, enhanced: bool = True) -> Frame:
    box = Box.whole(photo.size)
    maps = shaped(photo, make_maps(photo), Edit()) if enhanced else None
    return render_frame(FrameRequest(photo, maps, None, Edit(), View(box, box.size), display=display), tick)


def shown(image: QImage) -> np.ndarray:
    """(h, w, 3) of what is drawn."""
    assert image.format() == QImage.Format.Format_RGB32
    raw = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1, 4)
    return raw[:, : image.width(), 2::-1].astype(int)


def converted(pixels: np.ndarray, source: bytes, target: bytes) -> np.ndarray:
    """By Pillow's engine."""
    change = ImageCms.buildTransform(BytesIO(source), BytesIO(target), "RGB", "RGB")
    return np.asarray(ImageCms.applyTransform(Image.fromarray(pixels), change)).astype(int)


@pytest.mark.parametrize("enhanced", [False, True])
def test_the_screen_gets_its_own_colours_and_the_values_stay(enhanced: bool) -> None:
    photo = make_photo(width=60, height=40)
    plain, wide = render(photo, None, enhanced=enhanced), render(photo, WIDE, enhanced=enhanced)
    np.testing.assert_array_equal(wide.before_pixels, plain.before_pixels)
    np.testing.assert_array_equal(wide.after_pixels, plain.after_pixels)
    for image, values in ((wide.before, wide.before_pixels), (wide.after, wide.after_pixels)):
        assert np.abs(shown(image) - converted(values, SRGB, WIDE)).max() <= 1
        assert np.abs(shown(image) - values).max() > 2


def test_without_a_profile_the_screen_gets_the_values() -> None:
    frame = render(make_photo(width=60, height=40), None)
    np.testing.assert_array_equal(shown(frame.before), frame.before_pixels)
    np.testing.assert_array_equal(shown(frame.after), frame.after_pixels)


def test_a_wide_screen_shows_what_srgb_cannot_hold() -> None:
    photo = replace(make_photo(width=60, height=40), metadata=Metadata(icc=WIDE))
    frame = render(photo, WIDE, enhanced=False)
    np.testing.assert_array_equal(shown(frame.before), photo.pixels)
    assert np.abs(frame.before_pixels - shown(frame.before)).max() > 2


def test_a_photo_in_another_wide_space_is_converted_once() -> None:
    wider = icc.of_gamut(9)
    assert wider is not None
    photo = replace(make_photo(width=60, height=40), metadata=Metadata(icc=wider))
    frame = render(photo, WIDE)
    assert np.abs(shown(frame.before) - converted(photo.pixels, wider, WIDE)).max() <= 1


@pytest.mark.parametrize("display", [WIDE, icc.of_gamut(9)], ids=["p3", "rec2020"])
def test_qt_follows_plain_profiles(display: bytes) -> None:
    picture = QImage(4, 4, QImage.Format.Format_RGB32)
    picture.fill(0xFF2080C0)
    expected = converted(np.array([[[0x20, 0x80, 0xC0]]], np.uint8), SRGB, display)[0, 0]
    assert colours.convert(picture, None, display)
    assert np.abs(shown(picture) - expected).max() <= 1


@pytest.mark.parametrize("metadata", [Metadata(), Metadata(icc=icc.of_gamut(9))])
def test_what_qt_does_not_follow_is_left_to_the_other_engine(
    metadata: Metadata, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(colours, "_by_qt", lambda grid, spaces: 255 - grid)
    colours._spaces.cache_clear()
    photo = replace(make_photo(width=60, height=40), metadata=metadata)
    picture = for_screen(photo, photo.pixels, WIDE)
    colours._spaces.cache_clear()
    assert np.abs(shown(picture) - converted(photo.pixels, metadata.icc or SRGB, WIDE)).max() <= 1


def test_grey_photos_with_a_curve_of_their_own() -> None:
    photo = make_photo(width=60, height=40)
    grey = np.repeat(photo.pixels[..., :1], 3, axis=2)
    curve = bytes(imagecodecs.cms_profile("gray", whitepoint=(0.3457, 0.3585, 1), gamma=1.8))
    photo = replace(photo, pixels=grey, grey=True, metadata=Metadata(icc=curve))
    picture = shown(for_screen(photo, grey, WIDE))
    np.testing.assert_array_equal(picture, files.display_pixels(photo, grey, WIDE))


def test_a_sample_is_kept_for_one_screen_only() -> None:
    photo = make_photo(width=60, height=40)
    kept = Kept()
    request = replace(render(photo, None).request, kept=kept)
    render_frame(request, tick)
    first = kept.view
    other = render_frame(replace(request, display=WIDE), tick)
    second = kept.view
    assert second is not first
    again = render_frame(other.request, tick)
    assert kept.view is second
    np.testing.assert_array_equal(shown(again.before), shown(other.before))


def test_thumbnails_are_for_the_screen(tmp_path: Path, qtbot: QtBot) -> None:
    path = tmp_path / "red.png"
    Image.new("RGB", (30, 20), (250, 20, 20)).save(path)
    expected = converted(np.array([[[250, 20, 20]]], np.uint8), SRGB, WIDE)[0, 0]
    made = shown(make(Wanted(path, Edit(), "", display=WIDE), Models(), tick).picture)
    assert np.abs(made - expected).max() <= 1
    jobs = Jobs()
    thumbnails = Thumbnails(jobs, Models(), None, jobs)

    def thumbnail() -> QImage | None:
        return thumbnails.picture(path, Edit())

    qtbot.waitUntil(lambda: thumbnail() is not None)
    thumbnails.set_display(WIDE)
    assert thumbnail() is None
    qtbot.waitUntil(lambda: thumbnail() is not None)
    picture = thumbnail()
    assert picture is not None and np.abs(shown(picture) - expected).max() <= 1
    jobs.close()


def test_profiles_of_files(tmp_path: Path) -> None:
    path = tmp_path / "screen.icc"
    path.write_bytes(WIDE)
    assert profiles.read(path) == DisplayProfile("Display P3", WIDE)
    path.write_bytes(SRGB)
    assert profiles.read(path).icc is None


@pytest.mark.parametrize("content", [b"", b"no profile", WIDE[:200], LAB, b"\0" * 200], ids=len)
def test_what_is_no_screens_profile_is_refused(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "bad.icc"
    path.write_bytes(content)
    with pytest.raises(ProfileError, match=r"bad\.icc is not an ICC profile of an RGB screen: choose"):
        profiles.read(path)


def test_a_folder_and_a_missing_file_are_refused(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "gone.icc"):
        with pytest.raises(ProfileError, match="choose another file, or Automatic"):
            profiles.read(path)


def test_a_printers_profile_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "grey.icc"
    path.write_bytes(icc.srgb()[:16] + b"GRAY" + icc.srgb()[20:])
    with pytest.raises(ProfileError):
        profiles.read(path)


def test_what_the_system_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    for data, name, used in (
        (None, "none found: sRGB", None),
        (WIDE, "Display P3", WIDE),
        (LAB, "damaged, so sRGB", None),
    ):
        monkeypatch.setattr(profiles, "_of_x11", lambda data=data: data)
        assert profiles.of_system() == DisplayProfile(name, used)


def test_macos_converts_by_itself(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(profiles, "SYSTEM_CONVERTS", True)
    before = QSurfaceFormat.defaultFormat()
    try:
        profiles.declare_srgb()
        declared = QSurfaceFormat.defaultFormat().colorSpace()
        assert declared == QColorSpace(QColorSpace.NamedColorSpace.SRgb)
    finally:
        QSurfaceFormat.setDefaultFormat(before)
    assert profiles.find(str(tmp_path / "gone.icc"), tick).icc is None


@pytest.fixture
def screen(qtbot: QtBot) -> Iterator[Screen]:
    jobs = Jobs()
    yield Screen(Settings(), jobs, jobs)
    jobs.close()


def test_a_file_is_used_and_remembered(screen: Screen, qtbot: QtBot, tmp_path: Path) -> None:
    good, bad = tmp_path / "wide.icc", tmp_path / "bad.icc"
    good.write_bytes(WIDE)
    bad.write_bytes(b"no profile")
    with qtbot.waitSignal(screen.changed):
        screen.choose(str(good))
    with qtbot.waitSignals([screen.failed, screen.changed]):
        screen.choose(str(bad))
    assert screen.profile.icc == WIDE
    assert Settings().display_profile == str(good)
    with qtbot.waitSignal(screen.changed):
        screen.choose("")
    assert (screen.profile.icc, Settings().display_profile) == (None, "")


def test_a_remembered_file_that_is_gone_is_told_of_once(screen: Screen, qtbot: QtBot, tmp_path: Path) -> None:
    Settings().display_profile = str(tmp_path / "gone.icc")
    told: list[str] = []
    screen.failed.connect(lambda error: told.append(str(error)))
    for _ in range(2):
        with qtbot.waitSignal(screen.changed):
            screen.start()
    (message,) = told
    assert "gone.icc cannot be used any more: the system's is used" in message
    assert Settings().display_profile == ""
