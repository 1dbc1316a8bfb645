"""A film as MP4, by the FFmpeg that a person has: it is no part of DCE Studio."""

import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from PIL import Image

from dce_studio.core.errors import StudioError
from dce_studio.core.parallel import Tick, no_tick

PROGRAM = "ffmpeg"

_CODECS = (("-c:v", "libx264", "-crf", "18"), ("-q:v", "2"))
"""What is tried in turn: the codec that every player knows, then the one that this FFmpeg has for MP4."""

_HIDDEN = getattr(subprocess, "CREATE_NO_WINDOW", 0)  # Windows would open a terminal


def program() -> str:
    """Return the path of FFmpeg. Raises StudioError if it is not installed."""
    found = shutil.which(PROGRAM)
    if found is None:
        raise StudioError(
            "A film as MP4 needs FFmpeg, which was not found: install it (ffmpeg.org), or save a GIF or WebP."
        )
    return found


def encode(pictures: Sequence[Image.Image], times: Sequence[int], beat: int, tick: Tick = no_tick) -> bytes:
    """Pictures of one size, each shown for its time, as MP4. Raises StudioError, and what `tick` raises.

    times, beat: in ms; each time is rounded to whole beats.
    """
    ffmpeg = program()
    shown = [
        picture for picture, time in zip(pictures, times, strict=True) for _ in range(round(time / beat))
    ]
    said = ""
    for codec in _CODECS:
        with tempfile.TemporaryDirectory() as folder, (Path(folder) / "said").open("w+b") as words:
            film = Path(folder) / "film.mp4"
            if _run([ffmpeg, *_arguments(pictures[0], beat, codec), str(film)], shown, words, tick):
                return film.read_bytes()
            words.seek(0)
            said = " ".join(words.read().decode(errors="replace").split())[-200:]
    raise StudioError(f"FFmpeg could not make the film ({said or 'it did not say why'}): save a GIF or WebP.")


def _arguments(picture: Image.Image, beat: int, codec: tuple[str, ...]) -> list[str]:
    """Raw pictures from standard input; what any player shows, with its table of contents first."""
    width, height = picture.size
    return [
        "-hide_banner", "-loglevel", "error", "-y", "-f", "rawvideo", "-pix_fmt", "rgb24",
        "-s", f"{width}x{height}", "-framerate", f"1000/{beat}", "-i", "pipe:0",
        *codec, "-pix_fmt", "yuv420p", "-movflags", "+faststart",
    ]  # fmt: skip


def _run(command: list[str], shown: list[Image.Image], words: BinaryIO, tick: Tick) -> bool:
    """Return whether FFmpeg read all pictures and wrote its file; its messages go to `words`."""
    try:
        process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=words, creationflags=_HIDDEN
        )
    except OSError as error:
        raise StudioError(f"{command[0]} cannot be run: {error.strerror or error}.") from error
    with process:
        try:
            _feed(process, shown, tick)
        except BaseException:
            process.kill()
            raise
        return process.wait() == 0 and Path(command[-1]).is_file()


def _feed(process: "subprocess.Popen[bytes]", shown: list[Image.Image], tick: Tick) -> None:
    assert process.stdin is not None
    try:
        for index, picture in enumerate(shown):
            tick(index / len(shown))
            process.stdin.write(picture.convert("RGB").tobytes())
        process.stdin.close()
    except OSError:  # it stopped reading early and has said why
        with suppress(OSError):
            process.stdin.close()
