"""An archive: many photos on a cluster against one machine, and what goes wrong on the way.

    python -m tests.benchmarks.archive cluster [--photos 2000] [--size 64x48]   overhead, kills, a full disk
    python -m tests.benchmarks.archive store                                    S3 that answers errors
    python -m tests.benchmarks.archive plan [--photos 1000000]                  names alone
    python -m tests.benchmarks.archive manifest [--photos 1000000]              SQLite against Parquet

Each run of `enhance` is a process of its own. `store` needs s3fs and moto[server], `manifest` pyarrow, the
full disk a root who may mount.
"""

import argparse
import hashlib
import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image

from dce_studio.core.batch.events import Item, Written
from dce_studio.core.batch.manifest import Manifest
from dce_studio.core.batch.planning import plan
from dce_studio.core.edit import Edit


def main() -> None:
    """One of the four."""
    parser = argparse.ArgumentParser()
    parser.add_argument("what", choices=("cluster", "store", "plan", "manifest"))
    parser.add_argument("--photos", type=int)
    parser.add_argument("--size", default="64x48")
    parser.add_argument("--runs", type=int, default=1)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="dce-archive-") as name:
        folder = Path(name)
        if args.what == "cluster":
            _cluster(folder, args.photos or 2000, args.size, args.runs)
        elif args.what == "store":
            _store(folder)
        elif args.what == "plan":
            _plan(folder, args.photos or 1_000_000)
        else:
            _manifest(folder, args.photos or 1_000_000)


def _photos(folder: Path, count: int, size: str) -> Path:
    width, height = (int(side) for side in size.split("x"))
    random = np.random.default_rng(1)
    for number in range(count):
        path = folder / "in" / f"{number // 100:03}" / f"{number:06}.jpg"
        path.parent.mkdir(parents=True, exist_ok=True)
        small = random.integers(0, 70, (8, 8, 3), np.uint8)
        Image.fromarray(small).resize((width, height), Image.Resampling.BICUBIC).save(path, quality=92)
    (folder / "in" / "broken.jpg").write_bytes(b"\xff\xd8\xff no more")
    return folder / "in"


def _started(*arguments: object, **environment: str) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "dce_studio", "enhance", *map(str, arguments), "--recursive"]
    return subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env={**os.environ, **environment})


def _enhance(*arguments: object, **environment: str) -> tuple[int, list[str], float]:
    """Exit code, lines on stderr, seconds."""
    begun = time.monotonic()
    process = _started(*arguments, **environment)
    _, told = process.communicate()
    return process.returncode, told.splitlines(), time.monotonic() - begun


def _digests(folder: Path) -> dict[str, str]:
    found = (path for path in folder.rglob("*") if path.is_file() and path.suffix != ".sqlite")
    return {str(p.relative_to(folder)): hashlib.sha256(p.read_bytes()).hexdigest() for p in found}


def _cluster(folder: Path, count: int, size: str, runs: int) -> None:
    from tests.cluster.conftest import Cluster

    photos = _photos(folder, count, size)
    cluster = Cluster(folder)
    try:
        while not cluster.file.exists():
            time.sleep(0.1)
        address = json.loads(cluster.file.read_text())["address"]
        for run in range(runs):
            code, told, alone = _enhance(photos, "-o", folder / f"one{run}")
            many, told_many, seconds = _enhance(photos, "-o", folder / f"two{run}", "--scheduler", address)
            same = _digests(folder / f"one{run}") == _digests(folder / f"two{run}")
            print(f"one machine {alone:.1f} s, cluster {seconds:.1f} s: {seconds / alone - 1:+.0%}; ", end="")
            print(
                f"codes {code} {many}, failures alike: {told == told_many}, files alike: {same}", flush=True
            )
        expected = _digests(folder / "one0")
        _with_kills(cluster, address, photos, folder / "kills", expected)
        _on_a_full_disk(address, photos, folder / "full", expected)
    finally:
        cluster.end()


def _with_kills(cluster, address: str, photos: Path, out: Path, expected: dict[str, str]) -> None:  # type: ignore[no-untyped-def]
    process = _started(photos, "-o", out, "--scheduler", address)
    _until(lambda: len(_digests(out)) > len(expected) // 4)
    workers = subprocess.run(["pgrep", "-f", "multiprocessing.spawn"], capture_output=True, text=True)
    mine = [int(pid) for pid in workers.stdout.split() if _is_below(int(pid), cluster)]
    os.kill(mine[-1], signal.SIGKILL)
    print(f"killed a worker at {len(_digests(out))} results")
    _until(lambda: len(_digests(out)) > len(expected) // 2)
    cluster.end()
    print(f"ended the scheduler and all workers at {len(_digests(out))} results", flush=True)
    cluster.start(int(address.rpartition(":")[2]))
    _, told = process.communicate()
    print(
        f"code {process.returncode}, {len(told.splitlines())} lines, alike: {_digests(out) == expected}",
        flush=True,
    )


def _is_below(pid: int, cluster) -> bool:  # type: ignore[no-untyped-def]
    try:
        return os.getpgid(pid) in {process.pid for process in cluster._processes}
    except ProcessLookupError:
        return False


def _on_a_full_disk(address: str, photos: Path, out: Path, expected: dict[str, str]) -> None:
    out.mkdir()
    small = ["mount", "-t", "tmpfs", "-o", f"size={len(expected)}k", "none", str(out)]
    if subprocess.run(small, check=False).returncode:
        print("the full disk was not tried: no mount is allowed")
        return
    try:
        code, told, _ = _enhance(photos, "-o", out, "--scheduler", address)
        print(
            f"2 MB: code {code}, {len(_digests(out))} results, {len(told)} lines such as: {told[-1][-150:]}"
        )
        subprocess.run(["mount", "-o", "remount,size=200m", str(out)], check=True)
        code, told, _ = _enhance(photos, "-o", out, "--scheduler", address)
        print(f"with room: code {code}, {len(told)} lines, alike: {_digests(out) == expected}", flush=True)
    finally:
        subprocess.run(["umount", str(out)], check=True)


def _until(reached: Callable[[], bool]) -> None:
    while not reached():
        time.sleep(0.2)


def _store(folder: Path) -> None:
    """A server of S3 behind one that answers 503 to every fifth request, and 500 always to one name."""
    from tests.benchmarks.store import served

    photos = _photos(folder, 40, "64x48")
    code, told, _ = _enhance(photos, "-o", folder / "one")
    with served() as server:
        server.fill("in", photos)
        words = ("s3://archive/in", "-o", "s3://archive/out/", "--part", "1/1")
        server.broken = "000007"
        code, told, seconds = _enhance(*words, **server.environment)
        print(f"errors: code {code}, {seconds:.1f} s, {server.refused} requests refused; {told}")
        server.broken = ""
        code, told, seconds = _enhance(*words, **server.environment)
        found = server.digests("out")
        print(f"again: code {code}, {seconds:.1f} s, alike: {found == _digests(folder / 'one')}; {told}")


def _plan(folder: Path, count: int) -> None:
    for number in range(count):
        path = folder / f"{number // 40000:03}" / f"{number // 1000:04}" / f"IMG_{number:08}.jpg"
        if number % 1000 == 0:
            path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_WRONLY))
    begun, cpu = time.monotonic(), time.process_time()
    items, _ = plan([folder], Path("out"), "{name}_{weights}_n{iterations}", Edit(), "dce", recursive=True)
    seconds, cpu = time.monotonic() - begun, time.process_time() - cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(f"{len(items):,} names: {seconds:.1f} s ({cpu:.1f} s of processor), peak {peak:.2f} GB")


def _manifest(folder: Path, count: int) -> None:
    """All names entered, every photo settled in chunks of 32, and the file read for a second run."""
    items = [Item(Path(f"in/{n // 1000:05}/IMG_{n:08}.jpg"), Path(f"out/{n // 1000:05}/IMG_{n:08}_dce_n8.jpg")) for n in range(count)]  # fmt: skip # noqa: E501
    begun = time.monotonic()
    manifest = Manifest(folder / "m.sqlite", Path("out"), "{}")
    manifest.enter(items)
    entered = time.monotonic()
    digest = hashlib.sha256(b"").hexdigest()
    for _ in manifest.kept(Written(n, item, item.target, 0.5, (), digest) for n, item in enumerate(items)):
        pass
    manifest.close()
    told = time.monotonic()
    size = (folder / "m.sqlite").stat().st_size / 1e6
    print(f"SQLite: entered {entered - begun:.1f} s, settled {told - entered:.1f} s, {size:.0f} MB, one file")
    _parquet(folder, items, digest)


def _parquet(folder: Path, items: list[Item], digest: str) -> None:
    import pyarrow as pa
    import pyarrow.dataset as ds
    import pyarrow.parquet as pq

    begun = time.monotonic()
    for at in range(0, len(items), 3200):  # what a hundred chunks settle
        part = items[at : at + 3200]
        columns = {
            "result": [str(item.target) for item in part], "photo": [str(item.source) for item in part],
            "state": ["settled"] * len(part), "sha256": [digest] * len(part), "seconds": [0.5] * len(part),
        }  # fmt: skip
        with (folder / f"{at:08}.parquet").open("wb") as file:
            pq.write_table(pa.table(columns), file)
            file.flush()
            os.fsync(file.fileno())
    told = time.monotonic()
    files = list(folder.glob("*.parquet"))
    settled = ds.dataset([str(file) for file in files]).to_table(columns=["result", "state"]).num_rows
    size = sum(file.stat().st_size for file in files) / 1e6
    print(
        f"Parquet: settled {told - begun:.1f} s, read {time.monotonic() - told:.1f} s, {size:.0f} MB,",
        end=" ",
    )
    print(f"{len(files)} files, {settled:,} rows")


if __name__ == "__main__":
    main()
