"""Packs the bundle for Debian, Ubuntu and their like: `make deb`, after `make bundle`.

    python resources/bundle/deb.py

The bundle goes to /opt/dce-studio, a link to it to /usr/bin, the desktop file and the icon to where menus
and "Open with" look for them. What it needs of the system is read from its own libraries.
"""

import re
import shutil
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
BUNDLE, TREE = ROOT / "dist" / "dce-studio", ROOT / "build" / "deb"
RESOURCES = ROOT / "resources"
PLATFORM = ("libEGL.so.1", "libGL.so.1")
"""What Qt looks for when it runs."""

FORMERLY = "t64"
"""Debian 13 and Ubuntu 24.04 call some libraries NAMEt64."""


def needs(bundle: Path) -> list[str]:
    """The Debian packages of the libraries that the bundle needs and does not hold, as dependencies."""
    inside = {path.name for path in bundle.rglob("*")}
    wanted, newest = set(PLATFORM), (0, 0)
    for library in bundle.rglob("*"):
        if library.is_symlink() or not library.is_file() or library.open("rb").read(4) != b"\x7fELF":
            continue
        told = subprocess.run(["objdump", "-p", library], capture_output=True, text=True, check=True).stdout
        wanted |= set(re.findall(r"NEEDED +(\S+)", told)) - inside
        found = (tuple(map(int, number.split("."))) for number in re.findall(r"GLIBC_(\d+\.\d+)\b", told))
        newest = max([newest, *((a, b) for a, b in found)])
    packages = {package_of(name) for name in wanted} - {"", "libc6"}
    others = (f"{name.removesuffix(FORMERLY)} | {name.removesuffix(FORMERLY)}{FORMERLY}" for name in packages)
    return [f"libc6 (>= {newest[0]}.{newest[1]})", *sorted(others)]


def package_of(library: str) -> str:
    """The Debian package of a system library, "" for none that is known."""
    told = subprocess.run(["dpkg", "-S", f"*/{library}"], capture_output=True, text=True).stdout
    return told.split(":")[0] if told else ""


def control(number: str, size: int, depends: list[str]) -> str:
    """The package's description for dpkg; size in bytes."""
    return f"""\
Package: dce-studio
Version: {number}
Architecture: {architecture()}
Maintainer: the DCE Studio developers <dce-studio@localhost>
Installed-Size: {size // 1024 + 1}
Depends: {", ".join(depends)}
Section: graphics
Priority: optional
Description: photo editor for low-light photos that shows its curves
 It opens a dark photo, estimates light-enhancement curves for it with a small
 neural network (Zero-DCE), and lets you tune, inspect and export the result.
"""


def architecture() -> str:
    """The machine's name in Debian's words."""
    return subprocess.run(
        ["dpkg", "--print-architecture"], capture_output=True, text=True, check=True
    ).stdout.strip()


def lay_out() -> None:
    """Put everything where it is to be installed."""
    shutil.rmtree(TREE, ignore_errors=True)
    program = TREE / "opt" / "dce-studio"
    program.parent.mkdir(parents=True)
    subprocess.run(["cp", "-a", "--link", BUNDLE, program], check=True)  # no second copy on the disk
    link = TREE / "usr" / "bin" / "dce-studio"
    link.parent.mkdir(parents=True)
    link.symlink_to("/opt/dce-studio/dce-studio")
    for source, target in (
        (RESOURCES / "dce-studio.desktop", "applications/dce-studio.desktop"),
        (RESOURCES / "icons" / "app.svg", "icons/hicolor/scalable/apps/dce-studio.svg"),
        (ROOT / "build" / "bundle" / "dce-studio.png", "icons/hicolor/512x512/apps/dce-studio.png"),
        (ROOT / "LICENSE", "doc/dce-studio/copyright"),
    ):
        place = TREE / "usr" / "share" / target
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(source, place)
    with (TREE / "usr/share/doc/dce-studio/copyright").open("a", encoding="utf-8") as text:
        text.write("\nThe licences of all that is inside lie in /opt/dce-studio/_internal/licences.\n")


def main() -> Path:
    """Build the package; return its file."""
    if not (BUNDLE / "dce-studio").exists():
        sys.exit("There is no dist/dce-studio to pack: run make bundle first.")
    number = version("dce-studio")
    lay_out()
    size = sum(path.stat().st_size for path in TREE.rglob("*") if path.is_file() and not path.is_symlink())
    (TREE / "DEBIAN").mkdir()
    (TREE / "DEBIAN" / "control").write_text(control(number, size, needs(BUNDLE)), encoding="utf-8")
    package = ROOT / "dist" / f"dce-studio_{number}_{architecture()}.deb"
    subprocess.run(["dpkg-deb", "--root-owner-group", "-Zzstd", "--build", TREE, package], check=True)
    shutil.rmtree(TREE)
    print(f"{package.relative_to(ROOT)}: {package.stat().st_size / 1e6:.1f} MB")
    return package


if __name__ == "__main__":
    main()
