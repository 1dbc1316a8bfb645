"""The losses of a run as its log has them, so that a training that is resumed shows where it was."""

import struct
from collections.abc import Iterator
from pathlib import Path

from dce_studio.core.incoming import opened

LARGEST = 1 << 28  # bytes of a log that is read
LONGEST = 1 << 24  # bytes of one record: a sample picture at most
PREFIX = "train/"

LossLog = list[tuple[int, dict[str, float]]]


def losses(folder: Path) -> LossLog:
    """Return each step's losses by name, in order, without what a killed run logged after its checkpoint.

    Empty if there is no readable log.
    """
    found: dict[int, dict[str, float]] = {}
    for path in sorted((folder / "logs").glob("events*")):
        try:
            for step, values, begins in _events(path):
                if begins:
                    found = {s: v for s, v in found.items() if s <= step}
                if values:
                    found[step] = values
        except (OSError, ValueError, struct.error):
            continue
    return sorted(found.items())


def _events(path: Path) -> Iterator[tuple[int, dict[str, float], bool]]:
    """(step, losses, whether a run went on from there) of each event in a TensorBoard file."""
    from google.protobuf.message import DecodeError  # type: ignore[import-untyped]
    from tensorboardX.proto.event_pb2 import Event, SessionLog

    with opened(path, LARGEST) as file:
        while len(header := file.read(12)) == 12:
            (size,) = struct.unpack("<Q", header[:8])
            if size > LONGEST:
                raise ValueError("no record")
            data = file.read(size)
            file.read(4)  # the checksum
            if len(data) < size:
                return
            try:
                event = Event.FromString(data)
            except DecodeError as error:
                raise ValueError("no event") from error
            values = {
                value.tag.removeprefix(PREFIX): float(value.simple_value)
                for value in event.summary.value
                if value.tag.startswith(PREFIX) and not value.tag.endswith("/lr")
            }
            yield int(event.step), values, event.session_log.status == SessionLog.START
