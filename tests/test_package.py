"""The wheel, installed into a clean environment and used away from the checkout.

The wheel is built from a copy of its sources, so that nothing is left in the checkout. The environment holds
only the wheel; the dependencies are lent to it by one path, which brings no editable install along.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import tomllib
import zipfile
from email import message_from_bytes
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCES = ("dce_studio", "training", "resources", "weights", "pyproject.toml", "README.md", "LICENSE")
PIP = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet"]


def _run(*command: str | Path, cwd: Path) -> str:
    """Run a command away from the checkout and give back what it printed; its errors fail the test."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")}
    done = subprocess.run([str(c) for c in command], cwd=cwd, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, f"{command} failed:\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    source, out = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("wheel")
    for name in SOURCES:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / name, source / name)
    _run(*PIP, "wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", out, ".", cwd=source)
    return next(out.glob("dce_studio-*.whl"))


@pytest.fixture(scope="module")
def scripts(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the programs of a new environment that has the wheel."""
    home = tmp_path_factory.mktemp("clean") / "environment"
    _run(sys.executable, "-m", "venv", "--without-pip", home, cwd=home.parent)
    folder = home / ("Scripts" if os.name == "nt" else "bin")
    _run(*PIP, "--python", folder / "python", "install", "--no-deps", wheel, cwd=home.parent)
    where = _run(
        folder / "python", "-c", "import sysconfig as s; print(s.get_path('purelib'))", cwd=home.parent
    )
    Path(where.strip(), "lent.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return folder


def test_every_package_folder_is_listed() -> None:
    """The list equals what stands on disk: every folder with a module in it, and each is a package."""
    listed = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["setuptools"]["packages"]
    folders = {path.parent for path in (ROOT / "dce_studio").rglob("*.py")}
    found = {".".join(folder.relative_to(ROOT).parts) for folder in folders}
    found |= {"dce_studio.training", "dce_studio.resources", "dce_studio.weights"}
    assert sorted(found) == sorted(listed)
    assert [str(folder) for folder in folders if not (folder / "__init__.py").exists()] == []


def test_the_wheel_holds_all_that_the_program_needs(wheel: Path) -> None:
    inside = set(zipfile.ZipFile(wheel).namelist())
    wanted = {f"dce_studio/resources/icons/{p.name}" for p in (ROOT / "resources/icons").glob("*.svg")}
    wanted |= {f"dce_studio/weights/{p.name}" for p in (ROOT / "weights").glob("*.safetensors")}
    wanted |= {f"dce_studio/training/{p.name}" for p in (ROOT / "training").glob("*.py")}
    wanted |= {f"dce_studio/resources/{name}" for name in ("sample.jpg", "dce-studio.desktop")}
    assert wanted | {"dce_studio/weights/manifest.json", "dce_studio/py.typed"} <= inside


def test_the_wheel_holds_nothing_else(wheel: Path) -> None:
    inside = [name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name]
    assert {name.split("/")[0] for name in inside} == {"dce_studio"}
    assert not [name for name in inside if "/sample/" in name or "__pycache__" in name]


def test_the_wheel_says_what_an_index_wants(wheel: Path) -> None:
    """Name, licence, classifiers, links and extras; the same is checked by twine in `make wheel`."""
    with zipfile.ZipFile(wheel) as inside:
        name = next(name for name in inside.namelist() if name.endswith(".dist-info/METADATA"))
        told = message_from_bytes(inside.read(name))
    assert told["License-Expression"] == "MIT"
    assert told["Description-Content-Type"] == "text/markdown"
    assert told["Requires-Python"] == ">=3.11"
    classifiers = told.get_all("Classifier")
    assert {"Programming Language :: Python :: 3.11", "Typing :: Typed"} <= set(classifiers)
    assert not [name for name in classifiers if name.startswith("License ::")]  # the expression says it
    assert {"exr", "docs", "bundle", "test", "lint"} <= set(told.get_all("Provides-Extra"))
    assert all(", https://" in link for link in told.get_all("Project-URL"))


def test_both_entry_points_answer(scripts: Path, tmp_path: Path) -> None:
    from dce_studio import __version__

    assert __version__ in _run(scripts / "dce-studio", "--version", cwd=tmp_path)
    assert "enhance" in _run(scripts / "python", "-m", "dce_studio", "--help", cwd=tmp_path)


def test_training_is_inside(scripts: Path, tmp_path: Path) -> None:
    where = _run(scripts / "python", "-c", "import dce_studio.training as t; print(t.__file__)", cwd=tmp_path)
    assert Path(where.strip()).is_relative_to(scripts.parent)


def test_it_enhances_the_sample_in_an_empty_folder(scripts: Path, tmp_path: Path) -> None:
    code = "from dce_studio.assets import sample_photo\nwith sample_photo() as path: print(path)"
    sample = _run(scripts / "python", "-c", code, cwd=tmp_path).strip()
    assert Path(sample).is_relative_to(scripts.parent)
    _run(scripts / "dce-studio", "enhance", sample, "-o", "out.png", cwd=tmp_path)
    assert _mean(tmp_path / "out.png") > 1.5 * _mean(Path(sample))


def _mean(path: Path) -> float:
    import numpy as np
    from PIL import Image

    with Image.open(path) as image:
        assert image.size == (1600, 1067)
        return float(np.asarray(image.convert("RGB")).mean())
