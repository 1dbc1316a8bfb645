"""How long the attack lasts: a few seeded rounds in the ordinary tests, minutes in `make attack`."""

import os
import random
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

MINUTES = "DCE_STUDIO_ATTACK_MINUTES"
"""Of the whole attack; not set in the ordinary tests."""

SEED = "DCE_STUDIO_ATTACK_SEED"
"""Of the first round; 1 where it is not set."""

MEMORY = 2.5e9
"""Bytes that the program may take with photos of up to 12 MP, as the README says."""


def minutes() -> float:
    """How long the whole is to last; 0 in the ordinary tests."""
    return float(os.environ.get(MINUTES, "0"))


def rounds(few: int, share: float) -> Iterator[random.Random]:
    """A source of chance for each round: `few` rounds, or as many as fit `share` of the minutes asked for."""
    seed, until = int(os.environ.get(SEED, "1")), time.monotonic() + 60 * share * minutes()
    number = 0
    while number < few or time.monotonic() < until:
        yield random.Random(f"{seed}-{number}")
        number += 1


def mutated(data: bytes, chance: random.Random, other: bytes = b"") -> bytes:
    """The bytes cut short, with bits flipped, with a run of bytes overwritten, or spliced with another's."""
    way, size = chance.randrange(4), max(1, len(data))
    if way == 0:
        return data[: chance.randrange(size)]
    if way == 1:
        flipped = bytearray(data)
        for _ in range(chance.choice((1, 2, 8, 64))):
            at = min(chance.randrange(size), chance.randrange(size))  # headers lie in front
            flipped[at] ^= 1 << chance.randrange(8)
        return bytes(flipped)
    start, length = chance.randrange(size), chance.choice((1, 4, 16, 256))
    if way == 2:
        value = bytes([chance.choice((0, 0xFF, 0x7F, 0x80))]) * length
        return data[:start] + value + data[start + length :]
    return data[:start] + (other or data)[chance.randrange(max(1, len(other or data))) :]


def most_memory(anew: bool = False) -> int:
    """The most memory in bytes that this process has held, since the last call `anew`; 0 but on Linux."""
    status, clear = Path("/proc/self/status"), Path("/proc/self/clear_refs")
    if not status.exists():
        return 0
    if anew:
        clear.write_text("5")
    line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) * 1024


def told(what: str, counts: "Counter[str]") -> None:
    """Print what came of it: `pytest -s` shows it."""
    parts = ", ".join(f"{number} {name}" for name, number in sorted(counts.items()))
    print(f"\n{what}: {sum(counts.values())} ({parts})")
