"""Collects the licences of everything that goes into the bundle."""

import shutil
import subprocess
import sys
import sysconfig
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
WORDS = ("licen", "copying", "notice", "copyright", "authors")
NOT_INSIDE = ("numba", "llvmlite", "setuptools", "pip")  # the bundle does without them


def packages(name: str, found: dict[str, Distribution] | None = None) -> dict[str, Distribution]:
    """The package and all that it requires here, by name, its extras left out."""
    found = {} if found is None else found
    try:
        own = distribution(name)
    except PackageNotFoundError:  # not asked for on this system
        return found
    if own.metadata["Name"] in found:
        return found
    found[own.metadata["Name"]] = own
    for line in own.requires or ():
        needed = Requirement(line)
        if needed.name not in NOT_INSIDE and (needed.marker is None or needed.marker.evaluate({"extra": ""})):
            packages(needed.name, found)
    return found


def collect(folder: Path) -> int:
    """Put the licences into a folder of the bundle, a folder for each package; return how many files."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name in ("LICENSE", "THIRD_PARTY.md"):
        shutil.copy(ROOT / name, folder / name)
    for text in (HERE / "licences").iterdir():
        shutil.copy(text, folder / text.name)
    python = next(Path(sysconfig.get_path("stdlib")).parent.rglob("LICENSE.txt"), None)
    for place in (
        Path(sysconfig.get_path("stdlib")) / "LICENSE.txt",
        Path(sys.base_prefix) / "LICENSE.txt",
        python,
    ):
        if place and place.exists():
            (folder / "Python").mkdir(exist_ok=True)
            shutil.copy(place, folder / "Python" / "LICENSE.txt")
            break
    for name, package in packages("dce-studio").items():
        _copy(package, folder / name)
    return sum(path.is_file() for path in folder.rglob("*"))


def _copy(package: Distribution, folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    for file in package.files or ():
        inside = next((i for i, part in enumerate(file.parts) if part.endswith(".dist-info")), None)
        if inside is not None and any(word in "/".join(file.parts[inside + 1 :]).lower() for word in WORDS):
            target = folder.joinpath(*file.parts[inside + 1 :])
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(Path(str(package.locate_file(file))), target)
    if not any(folder.iterdir()):  # the licence is only named
        said = package.metadata.get("License-Expression") or package.metadata.get("License") or ""
        words = [c for c in package.metadata.get_all("Classifier") or () if c.startswith("License")]
        text = "\n".join([f"{package.metadata['Name']} {package.version}", said, *words])
        (folder / "LICENCE-NAMED.txt").write_text(f"{text}\n", encoding="utf-8")


def of_system(bundle: Path, folder: Path) -> list[str]:
    """Copy what Debian says about each of its libraries in the bundle; the libraries nobody could name."""
    unknown = []
    for library in sorted(
        path for path in bundle.glob("lib*.so*") if path.is_file() and not path.is_symlink()
    ):
        package = _debian_package(library.name)
        text = Path(f"/usr/share/doc/{package}/copyright") if package else None
        if text and text.exists():
            target = folder / "Debian" / f"{package}.txt"
            target.parent.mkdir(exist_ok=True)
            shutil.copy(text, target)
        elif not library.name.startswith("libpython"):
            unknown.append(library.name)
    return unknown


def _debian_package(library: str) -> str:
    try:
        told = subprocess.run(["dpkg", "-S", f"*/{library}"], capture_output=True, text=True).stdout
    except FileNotFoundError:
        return ""
    return told.split(":")[0] if told else ""
