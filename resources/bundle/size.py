"""Says what the bundle takes, part by part: `python resources/bundle/size.py dist/dce-studio`."""

import sys
from collections import Counter
from pathlib import Path

LIMIT = 600_000_000
"""What the bundle with torch's build for the CPU stays below, in bytes."""

PARTS = (  # the first whose word stands in a path, in the bundle's inner folder
    ("torch", ("torch/", "functorch/", "libgomp")),
    ("Qt and PySide6", ("PySide6/", "shiboken6/")),
    ("numpy", ("numpy/", "numpy.libs/")),
    ("imagecodecs", ("imagecodecs/", "imagecodecs.libs/")),
    ("Pillow", ("PIL/", "pillow.libs/")),
    ("rawpy, pi-heif", ("rawpy/", "rawpy.libs/", "pi_heif", "pi_heif.libs/")),
    ("licences", ("licences/",)),
    ("compiled loops", ("dce_loops",)),
    ("manual", ("dce_studio/resources/manual/",)),
    ("DCE Studio: weights, icons, sample", ("dce_studio/",)),
    ("Python", ("lib-dynload/", "python3", "base_library.zip", "libpython", "Python")),
)
BYTECODE = "all Python modules, as bytecode, in the program's file"
OTHERS = "other packages and system libraries"


def part_of(path: str) -> str:
    """The part that a file of the bundle belongs to, by its path in it."""
    inner = path.split("_internal/")[-1]
    if "/" not in path and "_internal" not in path:
        return BYTECODE
    return next((name for name, words in PARTS if inner.startswith(words)), OTHERS)


def files(folder: Path) -> dict[str, int]:
    """The files of the bundle by their paths in it, with their bytes; links take none."""
    found = (path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    return {path.relative_to(folder).as_posix(): path.stat().st_size for path in found}


def table(sizes: dict[str, int], largest: int = 12) -> str:
    """The parts by size, the largest files, and the sum."""
    parts: Counter[str] = Counter()
    for path, size in sizes.items():
        parts[part_of(path)] += size
    rows = [f"{size / 1e6:8.1f}  {name}" for name, size in parts.most_common()]
    rows += [f"{sum(sizes.values()) / 1e6:8.1f}  MB in all, {len(sizes)} files", "", "the largest files:"]
    rows += [f"{size / 1e6:8.1f}  {path}" for path, size in Counter(sizes).most_common(largest)]
    return "\n".join(rows)


def main(folder: Path) -> int:
    """Print the table; 1 where the bundle is larger than it may be."""
    sizes = files(folder)
    print(table(sizes))
    if sum(sizes.values()) > LIMIT:
        print(f"It is larger than {LIMIT / 1e6:.0f} MB.", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
