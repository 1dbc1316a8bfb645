"""Kill exports at random moments with SIGKILL and count the damage; it must be none.

    python tests/attack/kill_export.py [--count 100] [--seed 1]

Each round starts a process that writes one photo over and over (all formats, over an old result), kills it
after a random time, and then looks: every result must be whole (the old one or the new one), and the original
unchanged. Temporary files of killed processes may be left; they are counted apart. Not run by pytest.
"""

import argparse
import hashlib
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

FORMATS = ("jpg", "png", "tiff", "webp", "avif")


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--write", type=Path, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.write:
        _write_for_ever(args.write)
    with tempfile.TemporaryDirectory() as folder:
        return _rounds(Path(folder), args.count, random.Random(args.seed))


def _rounds(folder: Path, count: int, chance: random.Random) -> int:
    from dce_studio.core.files import write_photo
    from dce_studio.core.photo import Photo

    pixels = np.random.default_rng(1).integers(0, 255, (900, 1200, 3), np.uint8)
    original = folder / "original.png"
    write_photo(Photo(folder / "none", pixels), original)
    before = hashlib.sha256(original.read_bytes()).digest()
    damaged = written = rounds_with_output = 0
    for number in range(count):
        process = subprocess.Popen([sys.executable, __file__, "--write", str(folder)], stdout=subprocess.PIPE)
        assert process.stdout is not None
        process.stdout.readline()  # imports are done and writing begins
        time.sleep(chance.uniform(0, 0.5))
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        process.stdout.close()
        found = [path for path in folder.glob("result.*") if not path.name.endswith(".dce-part")]
        rounds_with_output += bool(found)
        written += len(found)
        damaged += sum(not _is_whole(path) for path in found)
        damaged += hashlib.sha256(original.read_bytes()).digest() != before
        if number % 3 == 0:
            for path in found:
                path.unlink()
    parts = list(folder.glob(".*.dce-part"))
    print(f"{count} kills, {written} results looked at, {damaged} damaged, {len(parts)} temporary files left")
    return 1 if damaged or not written else 0


def _is_whole(path: Path) -> bool:
    from dce_studio.core.errors import PhotoError
    from dce_studio.core.files import read_photo

    try:
        return read_photo(path).size == (1200, 900)
    except PhotoError as error:
        print(error)
        return False


def _write_for_ever(folder: Path) -> None:
    from dce_studio.core.files import read_photo, write_photo

    photo = read_photo(folder / "original.png")
    print("ready", flush=True)
    while True:
        for name in FORMATS:
            write_photo(photo, folder / f"result.{name}", overwrite=True)


if __name__ == "__main__":
    sys.exit(main())
