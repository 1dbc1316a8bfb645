"""Photos for a batch."""

from pathlib import Path

import numpy as np
from PIL import Image

from dce_studio.core.batch.events import Item


def with_a_broken_one(folder: Path, count: int) -> list[Item]:
    """That many small photos in the folder, the third of them broken, to be written to its folder "out"."""
    found = []
    for number in range(count):
        source = folder / f"{number}.png"
        Image.fromarray(np.full((8, 8, 3), 10 * number, np.uint8)).save(source)
        found.append(Item(source, folder / "out" / f"{number}.png"))
    (folder / "2.png").write_bytes(b"no photo at all")
    return found
