"""`dce-studio enhance` as a person types it: files, options and what is told."""

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
from dce_studio.core import api
from dce_studio.core.edit import PAPER, Edit
from dce_studio.core.files import read_photo, sidecar
from dce_studio.core.files.encode import png
from dce_studio.core.manifest import bundled
from dce_studio.core.photo import Metadata, Photo
from tests.cli.helpers import enhance, exit_code


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
