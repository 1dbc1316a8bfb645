"""`dce-studio enhance` and `watch` as a person types them."""

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

import imagecodecs
import numpy as np
import pytest
import tifffile
from PIL import ExifTags, Image

from dce_studio import __version__
from dce_studio.cli import main
from dce_studio.commands import parsers, watch
from dce_studio.core import api
from dce_studio.core.batch.events import Item
from dce_studio.core.edit import PAPER, Edit
from dce_studio.core.files import read_photo, sidecar
from dce_studio.core.files.encode import png
from dce_studio.core.geometry import Framing, Size
from dce_studio.core.local.values import Linear, Local
from dce_studio.core.manifest import bundled
from dce_studio.core.photo import Metadata, Photo


def enhance(*arguments: object) -> int:
    return main(["enhance", *map(str, arguments)])


def exit_code(*arguments: object) -> int:
    with pytest.raises(SystemExit) as stopped:
        main([str(argument) for argument in arguments])
    return int(stopped.value.code or 0)


def test_one_photo_becomes_one_brighter_file(photos: Path, weights: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.jpg"
    assert enhance(photos / "a.png", "-o", out, "--weights", weights) == 0
    before, after = read_photo(photos / "a.png"), read_photo(out)
    assert after.size == before.size and after.pixels.mean() > before.pixels.mean() + 10


def test_no_iterations_change_no_bit(photos: Path, weights: Path, tmp_path: Path) -> None:
    assert enhance(photos / "a.png", "-o", tmp_path / "o.png", "--weights", weights, "--iterations", 0) == 0
    assert np.array_equal(read_photo(tmp_path / "o.png").pixels, read_photo(photos / "a.png").pixels)


def wide_profile() -> bytes:
    """A profile with ProPhoto's primaries and gamma."""
    return bytes(
        imagecodecs.cms_profile(
            "rgb",
            whitepoint=(0.3457, 0.3585, 1),
            primaries=(0.7347, 0.2653, 1, 0.1596, 0.8404, 1, 0.0366, 1e-4, 1),
            gamma=1.8,
        )
    )


@pytest.mark.parametrize(("suffix", "one"), [(".png", True), (".png", False), (".tiff", True)])
def test_no_iterations_keep_sixteen_bits_a_wide_profile_and_exif(
    weights: Path, tmp_path: Path, suffix: str, one: bool
) -> None:
    profile, made = wide_profile(), Image.Exif()
    made[ExifTags.Base.Make], made[ExifTags.Base.Model] = "Maker", "Model 1"
    made.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.ISOSpeedRatings] = 6400
    pixels = np.random.default_rng(2).integers(0, 2**16, (37, 53, 3), np.uint16)
    source = tmp_path / "wide.png"
    with source.open("wb") as file:
        metadata = Metadata(icc=profile, exif=made.tobytes().removeprefix(b"Exif\0\0"))
        png.write(file, pixels, metadata, 1)
    assert np.array_equal(imagecodecs.png_decode(source.read_bytes()), pixels)

    out = tmp_path / f"out{suffix}" if one else tmp_path / "out"
    assert enhance(source, "-o", out, "--weights", weights, "--iterations", 0) == 0
    out = out if one else out / "wide_bright_n0.png"
    decode = imagecodecs.png_decode if suffix == ".png" else tifffile.imread
    stored = decode(out.read_bytes() if suffix == ".png" else out)
    assert stored.dtype == np.uint16 and np.array_equal(stored, pixels)
    with Image.open(out) as image:
        assert image.info["icc_profile"] == profile
        exif = image.getexif()
        assert (exif[ExifTags.Base.Make], exif[ExifTags.Base.Model]) == ("Maker", "Model 1")
        assert exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.ISOSpeedRatings] == 6400


def test_a_bad_photo_stops_nothing_and_is_told(
    photos: Path, weights: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    out, report = tmp_path / "out", tmp_path / "report.json"
    code = enhance(
        photos, photos / "none.jpg", "-o", out, "--recursive", "--weights", weights, "--report", report
    )
    assert code == 1
    assert sorted(str(p.relative_to(out)) for p in out.rglob("*.*")) == [
        "a_bright_n8.png",
        "deep/b_bright_n8.jpg",
    ]
    told = capfd.readouterr().err.splitlines()
    assert len(told) == 2 and "none.jpg does not exist" in told[0] and "broken.jpg cannot be read" in told[1]
    entries = {Path(entry["photo"]).name: entry for entry in json.loads(report.read_text("utf-8"))["photos"]}
    assert set(entries) == {"a.png", "b.jpg", "broken.jpg", "none.jpg"}
    assert "failed" in entries["broken.jpg"] and entries["a.png"]["result"].endswith("a_bright_n8.png")


def test_a_second_run_goes_on_where_the_first_stopped(
    photos: Path, weights: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    (photos / "broken.jpg").unlink()
    assert enhance(photos, "-o", out, "--weights", weights) == 0
    first = (out / "a_bright_n8.png").stat().st_mtime_ns
    arguments = (photos, "-o", out, "--weights", weights, "--recursive")
    assert enhance(*arguments) == 1  # what is there is not replaced
    told = capfd.readouterr().err
    assert told.count("\n") == 1 and "--overwrite" in told and "--skip-existing" in told
    assert enhance(*arguments, "--skip-existing") == 0
    assert (out / "a_bright_n8.png").stat().st_mtime_ns == first
    assert (out / "deep" / "b_bright_n8.jpg").exists()
    assert enhance(*arguments, "--overwrite") == 0
    assert (out / "a_bright_n8.png").stat().st_mtime_ns != first


def test_a_preset_and_a_template_and_a_format(photos: Path, weights: Path, tmp_path: Path) -> None:
    preset = tmp_path / "night.json"
    sidecar.write(preset, sidecar.SavedEdit(Edit(iterations=4.5), str(weights), "Night"))
    arguments = ("--preset", preset, "--template", "{name}-{iterations}-{gamma}", "--format", "tiff")
    assert enhance(photos / "a.png", "-o", tmp_path / "out", *arguments, "--gamma", 1.5) == 0
    assert [p.name for p in (tmp_path / "out").iterdir()] == ["a-4.5-1.5.tiff"]


@pytest.mark.parametrize("detail", [64, "paper"])
def test_the_map_controls_are_exported_as_rendered(
    photos: Path, weights: Path, tmp_path: Path, detail: object
) -> None:
    controls = {"keep_colour": 0.6, "coupling": 0.5, "smoothing": 0.7}
    words = [w for name, value in controls.items() for w in ("--" + name.replace("_", "-"), value)]
    out = tmp_path / "out.png"
    assert enhance(photos / "a.png", "-o", out, "--weights", weights, "--detail", detail, *words) == 0
    photo, edit = read_photo(photos / "a.png"), Edit().with_(**controls)
    maps = api.estimate(photo, weights, PAPER if detail == "paper" else 64)
    assert np.array_equal(read_photo(out).pixels, api.render(photo, maps, edit))


@pytest.mark.parametrize(
    ("names", "out", "because"),
    [
        (("a.png", "deep/b.jpg"), "o.png", "cannot be the folder"),
        (("a.png",), "o.bmp", "jpg, png, tiff, webp, jxl, avif"),
        (("a.png",), "o.xyz", "jpg, png, tiff, webp, jxl, avif"),
        (("a.png",), "o.png", "--format jpg contradicts"),
    ],
)
def test_a_result_that_cannot_be_is_refused(
    photos: Path, weights: Path, tmp_path: Path, names: tuple[str, ...], out: str, because: str,
    capfd: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    chosen = [photos / name for name in names]
    assert enhance(*chosen, "-o", tmp_path / out, "--weights", weights, "--format", "jpg") == 2
    told = capfd.readouterr().err
    assert told.count("\n") == 1 and because in told and not (tmp_path / out).exists()


@pytest.mark.parametrize("out", ["new", "new.d/", "new.png/", "there.d"])
def test_a_folder_is_there_or_ends_in_a_slash_or_has_no_suffix(
    photos: Path, weights: Path, tmp_path: Path, out: str
) -> None:
    (tmp_path / "there.d").mkdir()
    assert enhance(photos / "a.png", "-o", f"{tmp_path}/{out}", "--weights", weights) == 0
    assert (tmp_path / out / "a_bright_n8.png").is_file()


def test_a_suffix_may_say_the_format_that_is_asked_for(photos: Path, weights: Path, tmp_path: Path) -> None:
    out = tmp_path / "o.JPEG"
    assert enhance(photos / "a.png", "-o", out, "--format", "jpg", "--weights", weights) == 0
    assert read_photo(out).metadata.format == "JPEG"


def test_the_original_is_never_written(photos: Path, weights: Path) -> None:
    before = (photos / "a.png").read_bytes()
    assert enhance(photos / "a.png", "-o", photos / "a.png", "--weights", weights, "--overwrite") == 1
    arguments = ("--template", "{name}", "--overwrite", "--weights", weights)
    assert enhance(photos / "a.png", "-o", photos, *arguments) == 1
    assert (photos / "a.png").read_bytes() == before


def test_two_photos_of_one_name_do_not_meet(photos: Path, weights: Path, tmp_path: Path) -> None:
    (photos / "a.bmp").write_bytes((photos / "a.png").read_bytes())
    out = tmp_path / "out"
    assert (
        enhance(photos / "a.bmp", photos / "a.png", "-o", out, "--format", "png", "--weights", weights) == 0
    )
    assert sorted(p.name for p in out.iterdir()) == ["a_bright_n8-png.png", "a_bright_n8.png"]


@pytest.mark.parametrize(
    "wrong",
    [
        ("--iterations", "99"),
        ("--strength", "nan"),
        ("--template", "{wrong}"),
        ("--quality", "0"),
        ("--max-megapixels", "0"),
    ],
)
def test_values_that_cannot_be_are_wrong_usage(
    photos: Path, weights: Path, tmp_path: Path, wrong: tuple[str, str], capfd: pytest.CaptureFixture[str]
) -> None:
    assert enhance(photos / "a.png", "-o", tmp_path / "out", "--weights", weights, *wrong) == 2
    assert capfd.readouterr().err.count("\n") == 1 and not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    "wrong",
    [
        ("enhance",),
        ("enhance", "a.png"),
        ("enhance", "a", "-o", "b", "--format", "bmp"),
        ("enhance", "a", "-o", "b", "--channel-strength", "1,2"),
        ("enhance", "a", "-o", "b", "--detail", "big"),
    ],
)
def test_wrong_usage_ends_with_2(wrong: tuple[str, ...]) -> None:
    assert exit_code(*wrong) == 2


def test_unknown_weights_and_devices_are_one_line(
    photos: Path, weights: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert enhance(photos / "a.png", "-o", tmp_path / "o.png", "--weights", "nothing") == 2
    assert (
        enhance(photos / "a.png", "-o", tmp_path / "o.png", "--weights", weights, "--device", "toaster") == 2
    )
    told = capfd.readouterr().err
    assert told.count("\n") == 2 and "Traceback" not in told
    assert all(info.name in told for info in bundled()) and "auto" in told
    damaged = tmp_path / "damaged.safetensors"
    damaged.write_bytes(b"no weights")
    assert enhance(photos / "a.png", "-o", tmp_path / "o.png", "--weights", damaged) == 1


def test_help_and_version_are_light(capfd: pytest.CaptureFixture[str]) -> None:
    assert exit_code("--version") == 0
    assert __version__ in capfd.readouterr().out
    code = "import sys; from dce_studio.cli import main\ntry: main(['--help'])\nexcept SystemExit: pass\n"
    code += "print(sorted({'torch', 'numpy', 'PIL', 'PySide6', 'numba'} & set(sys.modules)))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.splitlines()[-1] == "[]" and "enhance" in run.stdout


def test_unknown_options_of_the_window_are_wrong_usage(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["--wrong"]) == 2
    assert "--wrong" in capfd.readouterr().err


def test_watch_enhances_into_the_mirrored_place(photos: Path, weights: Path, tmp_path: Path) -> None:
    parser = argparse.ArgumentParser()
    parsers.watch(parser.add_subparsers())
    args = parser.parse_args(["watch", str(photos), "-o", str(tmp_path / "out"), "--weights", str(weights)])
    report = watch.enhance_new(args, [photos / "a.png", photos / "deep" / "b.jpg", photos / "broken.jpg"])
    assert report.failed == 1
    assert (tmp_path / "out" / "deep" / "b_bright_n8.jpg").exists()
    assert main(["watch", str(photos), "-o", str(photos)]) == 2


def test_watch_gives_each_photo_a_name_of_its_own(photos: Path, weights: Path, tmp_path: Path) -> None:
    (photos / "a.bmp").write_bytes((photos / "a.png").read_bytes())
    parser = argparse.ArgumentParser()
    parsers.watch(parser.add_subparsers())
    words = ["watch", str(photos), "-o", str(tmp_path / "out"), "--weights", str(weights), "--overwrite"]
    args = parser.parse_args([*words, "--format", "jpg"])
    known: dict[Path, Item] = {}
    for name in ("a.png", "a.bmp", "a.png"):  # the first comes again, changed
        assert not watch.enhance_new(args, [photos / name], known).failed
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == ["a_bright_n8-bmp.jpg", "a_bright_n8.jpg"]


def test_a_name_that_is_no_text_is_escaped(photos: Path, weights: Path, tmp_path: Path) -> None:
    odd = photos / os.fsdecode(b"n\xff.png")
    try:
        (photos / "a.png").rename(odd)
    except (OSError, UnicodeError):
        pytest.skip("names are text here")
    report = tmp_path / "report.json"
    assert enhance(odd, "-o", tmp_path / "out", "--weights", weights, "--report", report) == 0
    assert json.loads(report.read_text("utf-8"))["photos"][0]["photo"] == str(odd)


def test_a_folder_without_photos_is_told(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "empty").mkdir()
    assert enhance(tmp_path / "empty", "-o", tmp_path / "out") == 1
    assert "no photos" in capfd.readouterr().err


def test_results_below_the_photos_are_not_enhanced_again(photos: Path, weights: Path, tmp_path: Path) -> None:
    (photos / "broken.jpg").unlink()
    arguments = (photos, "-o", photos / "out", "--recursive", "--weights", weights)
    for _ in range(2):
        assert enhance(*arguments, "--overwrite") == 0
    assert sum(p.is_file() for p in (photos / "out").rglob("*")) == 2


def test_a_fault_of_the_program_stops_one_photo_alone(
    photos: Path, weights: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    from dce_studio.core.engine import estimate

    def faulty(photo: Photo, *_: object, **__: object) -> object:
        if photo.path.name == "a.png":
            raise ZeroDivisionError("a fault")
        return photo.pixels

    monkeypatch.setattr(estimate, "enhance", faulty)
    (photos / "broken.jpg").unlink()
    assert enhance(photos, "-o", tmp_path / "out", "--recursive", "--weights", weights) == 1
    told = capfd.readouterr().err
    assert told.count("\n") == 1 and "a.png failed by a fault of DCE Studio (ZeroDivisionError" in told
    assert [p.name for p in (tmp_path / "out").rglob("*.jpg")] == ["b_bright_n8.jpg"]


def test_a_fault_of_a_command_is_one_line(
    photos: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    from dce_studio.commands import enhance as command

    monkeypatch.setattr(command, "run", lambda args: 1 // 0)
    monkeypatch.delenv("DCE_STUDIO_TRACEBACK", raising=False)
    assert enhance(photos, "-o", photos / "out") == 1
    told = capfd.readouterr().err
    assert told.count("\n") == 1 and "ZeroDivisionError" in told
    monkeypatch.setenv("DCE_STUDIO_TRACEBACK", "1")
    with pytest.raises(ZeroDivisionError):
        enhance(photos, "-o", photos / "out")


def test_a_template_that_cannot_be_ends_watching(photos: Path, weights: Path, tmp_path: Path) -> None:
    words = ["watch", str(photos), "-o", str(tmp_path / "out"), "--weights", str(weights)]
    assert main([*words, "--template", "{wrong}"]) == 2


def test_the_parts_make_the_whole_and_a_second_run_settles_what_is_missing(
    photos: Path, weights: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    whole, parts = tmp_path / "whole", tmp_path / "parts"
    options = ("--recursive", "--weights", weights)
    assert enhance(photos, "-o", whole, *options) == 1
    told = sorted(capfd.readouterr().err.splitlines())
    codes = [enhance(photos, "-o", parts, *options, "--part", f"{number}/3") for number in (1, 2, 3)]
    assert sorted(codes) == [0, 0, 1]  # one of them has the broken photo
    assert sorted(capfd.readouterr().err.splitlines()) == told

    def results(folder: Path) -> dict[Path, bytes]:
        found = (path for path in folder.rglob("*.*") if path.suffix != ".sqlite")
        return {path.relative_to(folder): path.read_bytes() for path in found}

    assert results(parts) == results(whole)
    before = {path: path.stat().st_mtime_ns for path in parts.rglob("*.png")}
    (parts / "deep" / "b_bright_n8.jpg").unlink()
    manifest = parts / "dce-manifest.sqlite"
    assert enhance(photos, "-o", parts, *options, "--manifest", manifest) == 1  # it reads those of the parts
    assert results(parts) == results(whole)
    assert before == {path: path.stat().st_mtime_ns for path in parts.rglob("*.png")}


@pytest.mark.parametrize("part", ["0/3", "4/3", "1", "a/b", "1/-1"])
def test_a_part_that_cannot_be_is_wrong_usage(part: str) -> None:
    assert exit_code("enhance", "a.png", "-o", "b/", "--part", part) == 2


def test_a_manifest_needs_a_folder(photos: Path, weights: Path, tmp_path: Path) -> None:
    assert enhance(photos / "a.png", "-o", tmp_path / "o.png", "--part", "1/1", "--weights", weights) == 2


@pytest.mark.parametrize("detail", ["smooth", "paper"])
def test_a_crop_has_the_curves_of_the_whole(photos: Path, weights: Path, tmp_path: Path, detail: str) -> None:
    tones = (
        "--weights",
        weights,
        "--detail",
        detail,
        "--temperature",
        "-30",
        "--tint",
        "4",
        "--black",
        "0.05",
    )
    assert enhance(photos / "a.png", "-o", tmp_path / "whole.png", *tones) == 0
    frame = ("--crop", "0.25,0,1,0.5", "--turn", "90", "--flip")
    assert enhance(photos / "a.png", "-o", tmp_path / "part.png", *tones, *frame) == 0
    whole = read_photo(tmp_path / "whole.png").pixels
    height, width = whole.shape[:2]
    part = whole[: round(height / 2), round(width / 4) :]
    assert np.array_equal(read_photo(tmp_path / "part.png").pixels, np.rot90(part[:, ::-1], -1))


def test_what_is_straightened_has_the_size_that_is_left(
    photos: Path, weights: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    photo, out = photos / "a.png", tmp_path / "o.png"
    options = ("--weights", weights, "--iterations", 0, "--flip")
    assert enhance(photo, "-o", out, *options, "--straighten", "-4.5") == 0
    whole, left = read_photo(photo).size, read_photo(out).size
    assert left == Framing(mirrored=True, tilt=4.5).size(whole) and left < whole
    capsys.readouterr()
    assert enhance(photo, "-o", tmp_path / "p.png", "--straighten", "50") == 2
    assert "cannot be straightened by 50°" in capsys.readouterr().err
    assert not (tmp_path / "p.png").exists()


def test_a_saved_frame_is_applied_and_can_be_changed(photos: Path, weights: Path, tmp_path: Path) -> None:
    saved = sidecar.SavedEdit(Edit(iterations=0).framed(Framing(0, 0, 0.5, 1, 1)), str(weights))
    sidecar.write(tmp_path / "edit.json", saved)
    for name, more in (("a", ()), ("b", ("--turn", "0"))):
        out = tmp_path / f"{name}.png"
        assert enhance(photos / "a.png", "-o", out, "--edit", tmp_path / "edit.json", *more) == 0
    before = read_photo(photos / "a.png").size
    turned, upright = (read_photo(tmp_path / f"{name}.png").size for name in "ab")
    assert upright == (round(before.width / 2), before.height)
    assert turned == (before.height, round(before.width / 2))


def test_saved_local_strengths_are_applied(photos: Path, weights: Path, tmp_path: Path) -> None:
    width = read_photo(photos / "a.png").size.width
    edit = Edit().with_locals(Local(Linear((width / 2 - 0.1, 0.0), (width / 2, 0.0)), -1.0, feather=0.0))
    sidecar.write(tmp_path / "edit.json", sidecar.SavedEdit(edit, str(weights)))
    assert enhance(photos / "a.png", "-o", tmp_path / "o.png", "--edit", tmp_path / "edit.json") == 0
    before, after = read_photo(photos / "a.png").pixels, read_photo(tmp_path / "o.png").pixels
    left, right = np.s_[:, : width // 2 - 2], np.s_[:, width // 2 + 2 :]
    assert np.array_equal(after[left], before[left])
    assert after[right].mean() > before[right].mean() + 10


def test_the_places_of_a_larger_photo_lie_where_they_lay(photos: Path, weights: Path, tmp_path: Path) -> None:
    size = read_photo(photos / "a.png").size
    large = Size(size.width * 5, size.height * 5)
    half = Linear((large.width / 2 - 1, 0.0), (large.width / 2, 0.0))
    edit = Edit().with_locals(Local(half, -1.0, feather=0.0))
    sidecar.write(tmp_path / "edit.json", sidecar.SavedEdit(edit, str(weights), photo_size=large))
    for name, more in (("one", ()), ("many", ("--part", "1/1"))):
        out = tmp_path / name
        assert enhance(photos / "a.png", "-o", f"{out}/", "--edit", tmp_path / "edit.json", *more) == 0
        before, after = (read_photo(path).pixels for path in (photos / "a.png", next(out.glob("*.png"))))
        left, right = np.s_[:, : size.width // 2 - 2], np.s_[:, size.width // 2 + 2 :]
        assert np.array_equal(after[left], before[left])
        assert after[right].mean() > before[right].mean() + 10


def test_a_crop_that_cannot_be_is_wrong_usage(
    photos: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert enhance(photos / "a.png", "-o", tmp_path / "o.png", "--crop", "0.5,0,0.2,1") == 2
    assert "left before right" in capfd.readouterr().err
