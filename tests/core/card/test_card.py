"""The curve card: what is on it is what was done; it is drawn as pixels, as SVG and as a film."""

import io
import os
import re
import shutil
import sys
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image, ImageDraw

from dce_studio.core.analysis.probing import probe
from dce_studio.core.card import film, glyphs
from dce_studio.core.card.choose import choose
from dce_studio.core.card.content import Content, at, content
from dce_studio.core.card.files import check_suffix, picture, save
from dce_studio.core.card.layout import scene
from dce_studio.core.card.scene import Disc, Picture, Text
from dce_studio.core.card.style import STYLES, WHITE
from dce_studio.core.edit import Edit
from dce_studio.core.errors import StudioError
from dce_studio.core.render.shape import shaped
from tests.core.analysis.samples import make_maps, make_photo

POINTS = ((2, 5, 6), (3, 20, 10))


def card(edit: Edit | None = None, points: tuple[tuple[int, int, int], ...] = POINTS) -> Content:
    photo, edit = make_photo(width=40, height=30), edit or Edit()
    return content(photo, shaped(photo, make_maps(photo), edit), edit, points)


def texts(made: Content) -> list[str]:
    return [item.text for item in scene(made).items if isinstance(item, Text)]


def test_it_shows_what_is_done_to_the_probes() -> None:
    made = card()
    reading = probe(made.photo, made.maps, made.edit, 5, 6)
    first = made.probes[0]
    assert [p.number for p in made.probes] == [2, 3]
    np.testing.assert_allclose(first.stairs, reading.stairs.mean(1))
    np.testing.assert_allclose(first.alpha, reading.applied.mean(1))
    assert float(np.interp(first.stairs[0], np.arange(256) / 255, first.curve)) == pytest.approx(
        first.stairs[-1], abs=0.12
    )
    said = texts(made)
    assert said.count("α₁") == said.count("α₈") == 2 and "xₙ = xₙ₋₁ + αₙ · xₙ₋₁ · (1 − xₙ₋₁)" in said
    assert "night photo.png" in said and {"Before", "After"} <= set(said)


@pytest.mark.parametrize("iterations", [4.3, 8.4, 12, 16])
@pytest.mark.parametrize("probes", [2, 3])
def test_steps_have_names_and_numbers_as_long_as_they_fit(iterations: float, probes: int) -> None:
    points = (*POINTS, (4, 30, 20))[:probes]
    made, steps = card(Edit(iterations=iterations), points), int(np.ceil(iterations))
    words = [item for item in scene(made).items if isinstance(item, Text)]
    names = [item for item in words if re.fullmatch("α[₀-₉]+", item.text)]
    numbers = [item for item in words if re.fullmatch(r"−?[01]?\.\d\d", item.text)]
    assert len(names) == len(numbers) >= probes * min(steps, 6)
    assert min(item.size for item in names) >= 12 and min(item.size for item in numbers) >= 10
    assert sum(item.text == layout_name(steps) for item in names) == probes
    if steps <= 9 or (steps, probes) == (12, 2):
        assert len(names) == probes * steps
    for row in (names, numbers):
        ends = [
            (item.x - half, item.x + half) for item in row if (half := glyphs.width(item.text, item.size) / 2)
        ]
        each = len(ends) // probes
        for k in range(probes):
            own = ends[k * each : (k + 1) * each]
            assert all(right < left for (_, right), (left, _) in pairwise(own))


def layout_name(step: int) -> str:
    return "α" + "".join("₀₁₂₃₄₅₆₇₈₉"[int(digit)] for digit in str(step))


def test_the_words_of_the_steps_stand_still_in_a_film() -> None:
    whole = card(Edit(iterations=16))

    def places(made: Content) -> dict[str, float]:
        words = [item for item in scene(made, whole).items if isinstance(item, Text)]
        return {item.text: item.x for item in words if re.fullmatch("α[₀-₉]+", item.text)}

    end = places(whole)
    for iterations in (0, 0.3, 5.5, 12):
        now = places(at(whole, iterations))
        assert now.items() <= end.items()


def test_it_says_what_follows_the_steps() -> None:
    said = {k: texts(card(Edit(gamma=g, keep_colour=k)))[-1] for g, k in ((1, 0), (1, 0.5), (0.8, 0.7))}
    assert said[0].endswith("its own α.") and said[0.5].endswith(" Then Keep colour 0.5.")
    assert said[0.7].endswith(" Then gamma 0.8 and Keep colour 0.7.")


def test_the_pictures_are_before_and_after() -> None:
    made = card()
    before, after = (item for item in scene(made).items if isinstance(item, Picture))
    assert before.pixels is made.before and after.pixels is made.after
    assert after.pixels.mean() > before.pixels.mean()


def test_everything_lies_on_the_card() -> None:
    for points in ((), POINTS, (*POINTS, (4, 39, 29))):
        for edit in (Edit(), Edit(iterations=0), Edit(iterations=15.5, gamma=0.8)):
            drawn = scene(card(edit, points))
            for item in drawn.items:
                if isinstance(item, Text):
                    long = glyphs.width(item.text, item.size)
                    left = item.x - {"start": 0.0, "middle": long / 2, "end": long}[item.anchor]
                    assert left >= 20 and left + long <= drawn.width - 20, item
                    assert 0 < item.y < drawn.height
                elif isinstance(item, Disc):
                    assert 0 < item.x < drawn.width and 0 < item.y < drawn.height


def test_without_probes_places_of_different_tones_are_chosen() -> None:
    ramp = np.linspace(5, 250, 300, dtype=np.float32)[None].repeat(200, 0)
    photo = make_photo(width=300, height=200)
    places = choose(photo, ramp[..., None].repeat(3, 2).astype(np.uint8))
    assert len(places) == 3
    assert [x for x, _ in places] == sorted(x for x, _ in places)
    assert choose(make_photo(width=1, height=1), np.zeros((1, 1, 3), np.uint8)) == [(0, 0)]


@pytest.mark.parametrize("style", STYLES)
def test_it_is_drawn_and_written(tmp_path: Path, style: str) -> None:
    made = card()
    drawn = picture(made, STYLES[style])
    assert drawn.size == (2400, 1350)
    assert (drawn.getpixel((3, 3)) == (255, 255, 255)) == (style == "white")
    for suffix in (".png", ".svg"):
        save(made, tmp_path / f"card{suffix}", STYLES[style])
    assert Image.open(tmp_path / "card.png").text["Title"] == "Curve card of night photo.png"  # type: ignore[attr-defined]
    root = ElementTree.fromstring((tmp_path / "card.svg").read_text("utf-8"))
    assert len([e for e in root.iter() if e.tag.endswith("image")]) == 2
    assert {"α₁", "α₈"} <= {e.text for e in root.iter() if e.tag.endswith("text")}


@pytest.mark.parametrize("suffix", [".gif", ".webp"])
def test_the_film_runs_from_the_original_to_the_card(tmp_path: Path, suffix: str) -> None:
    made = card(Edit(iterations=1.5))
    save(made, tmp_path / f"card{suffix}", WHITE)
    with Image.open(tmp_path / f"card{suffix}") as film_:
        assert film_.n_frames == 5 and film_.info["loop"] == 0  # type: ignore[attr-defined]
    first = at(made, 0)
    np.testing.assert_array_equal(first.after, made.before)
    assert len(first.probes[0].stairs) == 1
    np.testing.assert_array_equal(at(made, 1.5).after, made.after)


def fake_ffmpeg(folder: Path, monkeypatch: pytest.MonkeyPatch, body: str) -> None:
    """Put a program of that name and nothing else on the path."""
    program = folder / "ffmpeg"
    program.write_text(f"#!{sys.executable}\nimport sys\n{body}\n", "utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(folder))


@pytest.mark.skipif(os.name != "posix", reason="the program that stands for FFmpeg is a script")
def test_ffmpeg_gets_every_picture_for_its_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    body = "open(sys.argv[-1], 'wb').write(' '.join(sys.argv).encode() + b'|' + sys.stdin.buffer.read())"
    fake_ffmpeg(tmp_path, monkeypatch, body)
    told: list[float] = []
    save(card(Edit(iterations=1)), tmp_path / "card.mp4", tick=told.append)
    words, pixels = (tmp_path / "card.mp4").read_bytes().split(b"|", 1)
    assert b"-s 960x540 -framerate 1000/90" in words and b"libx264" in words
    beats = round(film.FIRST_MS / 90) + 2 + round(film.LAST_MS / 90)
    assert len(pixels) == beats * 3 * 960 * 540
    assert told == sorted(told) and told[-1] == 1


@pytest.mark.skipif(os.name != "posix", reason="the program that stands for FFmpeg is a script")
def test_an_ffmpeg_without_the_usual_codec_uses_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = "'libx264' in sys.argv and sys.exit('no such codec')\nopen(sys.argv[-1], 'wb').write(b'film')"
    fake_ffmpeg(tmp_path, monkeypatch, body)
    save(card(Edit(iterations=1)), tmp_path / "card.mp4")
    assert (tmp_path / "card.mp4").read_bytes() == b"film"
    fake_ffmpeg(tmp_path, monkeypatch, "sys.exit('out of\\nspace')")
    with pytest.raises(StudioError, match=r"could not make the film \(out of space\): save a GIF"):
        save(card(Edit(iterations=1)), tmp_path / "other.mp4")
    assert not (tmp_path / "other.mp4").exists()


def test_without_ffmpeg_it_is_said_before_the_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(StudioError, match=r"needs FFmpeg, which was not found: install it"):
        check_suffix(tmp_path / "card.mp4")


@pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="FFmpeg is not installed")
def test_ffmpeg_makes_a_film(tmp_path: Path) -> None:
    save(card(Edit(iterations=1)), tmp_path / "card.mp4")
    assert (tmp_path / "card.mp4").read_bytes()[4:8] == b"ftyp"


def test_a_film_of_one_picture_can_be_encoded() -> None:
    pictures = film.frames(card(Edit(iterations=0)))
    assert Image.open(io.BytesIO(film.encode(pictures, ".gif"))).size == (960, 540)


def test_names_in_any_letters_are_drawn() -> None:
    pen = ImageDraw.Draw(Image.new("RGB", (400, 60)))
    for text in ("αₙ₋₁ → × − –", "Nächte in København", "夜.jpg"):
        glyphs.draw(pen, 5, 40, text, 20, "#ffffff")
        assert glyphs.width(text, 20) > 0


def test_another_suffix_is_told(tmp_path: Path) -> None:
    with pytest.raises(StudioError, match=re.escape("card.bmp is no kind of card")):
        save(card(), tmp_path / "card.bmp")
