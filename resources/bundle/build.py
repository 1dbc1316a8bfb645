"""Builds the bundle in dist/dce-studio, which starts without Python on the machine. `make bundle` runs it.

    python resources/bundle/build.py dist/dce_studio-….whl

PyInstaller collects what the program imports. Before it, the loops are compiled, so that no compiler goes in,
and the licences gathered; after it, symbols that nothing needs are taken out of the libraries.
"""

import os
import re
import shutil
import subprocess
import sys
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

import licences
import size

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
BUILD, DIST = ROOT / "build" / "bundle", ROOT / "dist"
BUNDLE = DIST / "dce-studio"


def lay_out(wheel: Path) -> None:
    """The package as it is installed, its compiler replaced by loops that are compiled already."""
    package = BUILD / "package"
    shutil.rmtree(package, ignore_errors=True)
    _run(sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", package, wheel)
    shutil.copy(HERE / "ready.py", package / "dce_studio" / "core" / "compiled" / "__init__.py")


def compile_loops() -> None:
    """The compiled loops, once for each change of the code they are made of."""
    core = ROOT / "dce_studio" / "core"
    sources = [path for path in core.rglob("*.py") if "core.compiled import" in path.read_text("utf-8")]
    sources += [*HERE.glob("loops.*"), HERE / "ready.py"]
    digest = sha256(b"".join(path.read_bytes() for path in sorted(sources))).hexdigest()
    stamp = BUILD / "loops" / "of"
    if not stamp.exists() or stamp.read_text() != digest:
        shutil.rmtree(stamp.parent, ignore_errors=True)
        _run(sys.executable, HERE / "loops.py", stamp.parent)
        stamp.write_text(digest)


def draw_icon(edge: int = 512) -> None:
    """The app icon as a PNG, of which PyInstaller makes what Windows and macOS want."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtCore import Qt
    from PySide6.QtGui import QGuiApplication, QImage, QPainter
    from PySide6.QtSvg import QSvgRenderer

    application = QGuiApplication([])
    image = QImage(edge, edge, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    QSvgRenderer(str(ROOT / "resources" / "icons" / "app.svg")).render(painter)
    painter.end()
    assert image.save(str(BUILD / "dce-studio.png"))
    del application


def write_version() -> None:
    """What Windows shows of the program's file."""
    number = version("dce-studio")
    parts = (*(int(part) for part in number.split(".")[:3]), 0)
    (BUILD / "version.txt").write_text(
        f"VSVersionInfo(ffi=FixedFileInfo(filevers={parts}, prodvers={parts}), kids=[StringFileInfo(["
        f"StringTable('040904B0', [StringStruct('ProductName', 'DCE Studio'), "
        f"StringStruct('FileDescription', 'DCE Studio'), StringStruct('ProductVersion', '{number}'), "
        f"StringStruct('FileVersion', '{number}')])]), "
        "VarFileInfo([VarStruct('Translation', [1033, 1200])])])\n",
        encoding="utf-8",
    )


def bundle() -> None:
    """Run PyInstaller on the recipe."""
    command = [
        sys.executable,
        "-m",
        "PyInstaller",
        HERE / "dce-studio.spec",
        "--noconfirm",
        "--log-level",
        "WARN",
    ]
    paths = os.pathsep.join(str(BUILD / name) for name in ("package", "loops"))
    _run(*command, "--distpath", DIST, "--workpath", BUILD / "work", PYTHONPATH=paths)


def strip() -> None:
    """Take the symbols that only a debugger reads out of the libraries, where those stay whole."""
    stripped = BUILD / "stripped.so"
    for library in BUNDLE.rglob("*.so*"):
        if library.is_file() and not library.is_symlink():
            _run("strip", "--strip-unneeded", "-o", stripped, library)
            if is_loadable(stripped):
                shutil.copyfile(stripped, library)


def is_loadable(library: Path) -> bool:
    """Whether a library's parts lie in the file as in memory: strip moves some of one that was patched."""
    told = subprocess.run(["readelf", "-lW", library], capture_output=True, text=True, check=True).stdout
    parts = re.findall(r"^ +LOAD +(0x\w+) (0x\w+) .* (0x\w+)$", told, re.MULTILINE)
    return bool(parts) and all((int(at, 16) - int(to, 16)) % int(page, 16) == 0 for at, to, page in parts)


def _run(*command: str | Path, **environment: str) -> None:
    subprocess.run([str(word) for word in command], check=True, env={**os.environ, **environment})


def main(wheel: Path) -> int:
    """Build, and say what the bundle takes: 1 where that is more than it may be."""
    BUILD.mkdir(parents=True, exist_ok=True)
    lay_out(wheel)
    compile_loops()
    draw_icon()
    write_version()
    print(f"{licences.collect(BUILD / 'licences')} files of licences")
    bundle()
    if sys.platform == "linux":
        strip()
        unknown = licences.of_system(BUNDLE / "_internal", BUNDLE / "_internal" / "licences")
        if unknown:
            print(f"no licence was found for: {', '.join(unknown)}", file=sys.stderr)
    return size.main(BUNDLE)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]).resolve()))
