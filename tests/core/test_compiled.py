"""Compiled loops come back from the disk without all that compiling needs."""

import os
import subprocess
import sys
from pathlib import Path

import numba
import pytest

from dce_studio.core.compiled import compiler

MODULE = """
import numpy as np
from dce_studio.core.compiled import jit

@jit
def doubled(row):
    line = np.empty(len(row), np.float32)
    for x in range(len(row)):
        line[x] = 2 * row[x]
    return line

@jit
def total(rows):
    found = np.float32(0)
    for y in range(len(rows)):
        line = doubled(rows[y].reshape(-1))
        for x in range(len(line)):
            found += line[x]
    return found
"""
USE = """
import sys, threading
import numpy as np
import loops
results = []
rows = np.ones((3, 4, 5), np.float32)
threads = [threading.Thread(target=lambda: results.append(float(loops.total(rows)))) for _ in range(3)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
print(results, "numba.np.arraymath" in sys.modules, float(loops.doubled(np.arange(3.0))[2]))
"""


@pytest.mark.skipif(numba.version_info[:2] not in compiler.KNOWN, reason="another numba: its own cache")
def test_what_is_compiled_already_needs_no_compiler(tmp_path: Path) -> None:
    (tmp_path / "loops.py").write_text(MODULE)

    def run() -> str:
        environment = {**os.environ, "NUMBA_CACHE_DIR": str(tmp_path / "cache")}
        command = [sys.executable, "-c", USE]
        done = subprocess.run(
            command, capture_output=True, text=True, check=True, cwd=tmp_path, env=environment
        )
        return done.stdout.strip()

    assert run() == "[120.0, 120.0, 120.0] True 4.0"  # compiled
    assert run() == "[120.0, 120.0, 120.0] False 4.0"  # found again
    (tmp_path / "loops.py").write_text(MODULE.replace("2 * row", "3 * row"))
    assert run() == "[180.0, 180.0, 180.0] True 6.0"  # another by now
