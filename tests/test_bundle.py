"""What the bundle is made with: its loops without a compiler, its size, its licences, its package."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from dce_studio.core.files.kinds import READABLE
from dce_studio.core.render import kernels
from dce_studio.version import __version__
from tests.bundle import FOLDER, script

ROOT = FOLDER.parents[1]
ready, loops = script("ready"), script("loops")


def test_the_list_names_loops_that_are_there() -> None:
    for line in loops.listed():
        loop, arguments = loops.taken_apart(line)
        names = loop.py_func.__code__.co_argcount
        assert len(arguments) == names, line
        assert loops.written(loop.py_func.__module__, loop.py_func.__name__, arguments) == line


def test_no_two_loops_have_one_name() -> None:
    found = [
        ready.symbol(loop.py_func.__module__, loop.py_func.__name__, loops.shapes(arguments))
        for loop, arguments in map(loops.taken_apart, loops.listed())
    ]
    assert len(set(found)) == len(found)


def test_values_and_types_are_named_alike() -> None:
    loop, arguments = loops.taken_apart("render.kernels.grey(uint16[:,:,::1], float64, float32[:,:])")
    assert loop is kernels.grey.compiled
    values = (np.zeros((4, 5, 3), np.uint16), 65535.0, np.zeros((4, 10), np.float32)[:, ::2])
    assert tuple(loops.shapes(arguments)) == ready.shapes(values) == ("u23c", "f42a")
    assert ready.shapes((1, 2.0, (np.zeros(3, np.int64), np.float32(1)))) == ("i81c",)


@pytest.mark.skipif(not (shutil.which("cc") or shutil.which("cl")), reason="a C compiler links the loops")
def test_a_loop_without_the_compiler_does_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    line = "render.kernels.grey(uint16[:,:,::1], float64, float32[:,:])"
    monkeypatch.setattr(loops, "listed", lambda: [line])
    monkeypatch.setattr(loops, "kinds", lambda: dict([list(ready.kinds().items())[-1]]))
    (made,) = loops.compile_all(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    library = __import__(made.name.split(".")[0])
    monkeypatch.setattr(ready, "_library", lambda: library)
    grey = ready.jit(kernels.grey.compiled.py_func)
    pixels = np.random.default_rng(1).integers(0, 65536, (7, 9, 3), np.uint16)
    wanted, found = np.zeros((2, 7, 9), np.float32)
    kernels.grey(pixels, 65535.0, wanted)
    grey(pixels, 65535.0, found)  # contiguous, where any layout was compiled
    assert np.abs(found - wanted).max() <= 1e-7
    apart = np.zeros((7, 18), np.float32)[:, ::2]
    grey(pixels[:, ::-1], 65535.0, apart)  # where contiguous ones were compiled: on copies
    assert np.abs(apart[:, ::-1] - wanted).max() <= 1e-7
    with pytest.raises(TypeError, match=r"loops\.txt"):
        grey(pixels.astype(np.uint8), 255.0, found)


@pytest.mark.parametrize("words", [["--version"], ["-m", "dce_studio", "--version"]])
def test_the_bundle_runs_a_module_as_python_does(words: list[str]) -> None:
    """As the program starts itself in another process, where there is no Python."""
    command = [sys.executable, str(FOLDER / "program.py"), *words]
    environment = {**os.environ, "LD_LIBRARY_PATH": "/bundle", "LD_LIBRARY_PATH_ORIG": "/own"}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=True)
    assert done.stdout.strip() == f"DCE Studio {__version__}"


def test_other_programs_find_the_systems_libraries(monkeypatch: pytest.MonkeyPatch) -> None:
    program = script("program")
    monkeypatch.setenv("LD_LIBRARY_PATH", "/bundle")
    monkeypatch.setenv("LD_LIBRARY_PATH_ORIG", "/own")
    program.leave_libraries()
    assert os.environ["LD_LIBRARY_PATH"] == "/own"
    monkeypatch.delenv("LD_LIBRARY_PATH_ORIG", raising=False)
    program.leave_libraries()
    assert "LD_LIBRARY_PATH" not in os.environ


def test_this_machine_has_a_kind() -> None:
    has = ready.kinds()
    assert list(has.values())[-1][1] == ()  # one that every machine can run


def test_sizes_are_told_by_parts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    size = script("size")
    for name, count in (
        ("dce-studio", 10),
        ("_internal/torch/lib/a.so", 4000),
        ("_internal/PySide6/b.so", 300),
    ):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(bytes(count))
    (tmp_path / "_internal" / "link.so").symlink_to("torch/lib/a.so")
    assert size.files(tmp_path) == {
        "dce-studio": 10,
        "_internal/torch/lib/a.so": 4000,
        "_internal/PySide6/b.so": 300,
    }
    assert size.part_of("_internal/torch/lib/a.so") == "torch"
    assert size.part_of("_internal/PySide6/b.so") == "Qt and PySide6"
    assert size.part_of("dce-studio") == size.BYTECODE
    assert size.main(tmp_path) == 0
    monkeypatch.setattr(size, "LIMIT", 4000)
    assert size.main(tmp_path) == 1
    assert "larger than" in capsys.readouterr().err


def test_every_package_brings_its_licence(tmp_path: Path) -> None:
    licences = script("licences")
    assert licences.collect(tmp_path) > 20
    for name in ("LICENSE", "THIRD_PARTY.md", "LGPL-3.0.txt", "GPL-3.0.txt", "Python/LICENSE.txt"):
        assert (tmp_path / name).is_file()
    for name in ("torch", "numpy", "PySide6_Essentials", "pillow", "rawpy", "imagecodecs", "safetensors"):
        assert any((tmp_path / name).rglob("*")), name
    assert not (tmp_path / "numba").exists()


def test_the_desktop_file_opens_photos() -> None:
    text = (ROOT / "resources" / "dce-studio.desktop").read_text("utf-8")
    kinds = re.search(r"^MimeType=(.*);$", text, re.MULTILINE)
    assert kinds is not None
    assert {"image/jpeg", "image/heic", "image/jxl", "image/avif", "image/x-adobe-dng"} <= set(
        kinds[1].split(";")
    )
    assert "Exec=dce-studio %F" in text


def test_windows_offers_every_kind_of_photo() -> None:
    text = (FOLDER / "windows.iss").read_text("utf-8")
    named = re.search(r'#define Suffixes "(.*)"', text)
    assert named is not None
    assert named[1].split() == [suffix[1:] for suffix in READABLE]


@pytest.mark.skipif(sys.platform != "linux", reason="a package for Debian")
def test_the_package_says_what_it_needs() -> None:
    deb = script("deb")
    told = deb.control("1.2.3", 5_000_000, ["libc6 (>= 2.34)", "libgl1"])
    assert "Version: 1.2.3\n" in told
    assert "Installed-Size: 4883\n" in told
    assert "Depends: libc6 (>= 2.34), libgl1\n" in told
    assert told.endswith("\n")
