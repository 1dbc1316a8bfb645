"""A card as a file: a picture, a drawing or a film, by its suffix."""

import io
from pathlib import Path

from PIL import Image, PngImagePlugin

from dce_studio.core.atomic import write_bytes
from dce_studio.core.card import film, mp4, raster, vector
from dce_studio.core.card.content import Content
from dce_studio.core.card.layout import scene
from dce_studio.core.card.style import DARK, Style
from dce_studio.core.errors import StudioError
from dce_studio.core.parallel import Tick, no_tick

FILMS = (".gif", ".webp", ".mp4")
SUFFIXES = (".png", ".svg", *FILMS)


def save(card: Content, path: Path, style: Style = DARK, tick: Tick = no_tick) -> None:
    """Write the card as PNG or SVG, or its film as GIF, WebP or MP4. Raises StudioError."""
    suffix = check_suffix(path)
    if suffix == ".svg":
        data = vector.write(scene(card, style=style), _title(card)).encode()
    elif suffix == ".png":
        data = png(picture(card, style), _title(card))
    else:
        share = 0.7 if suffix == ".mp4" else 1.0  # of the whole time is spent on drawing
        pictures = film.frames(card, style, lambda done: tick(share * done))
        data = film.encode(pictures, suffix, lambda done: tick(share + (1 - share) * done))
    tick(1.0)
    try:
        write_bytes(path, data)
    except OSError as error:
        raise StudioError(f"{path} cannot be written: {error.strerror or error}.") from error


def check_suffix(path: Path | None) -> str:
    """Return the suffix in lower case.

    Raises StudioError if no card has it, or if MP4 is asked for without FFmpeg.
    """
    suffix = path.suffix.lower() if path else ""
    if path and suffix not in SUFFIXES:
        raise StudioError(f"{path.name} is no kind of card: end its name in {', '.join(SUFFIXES)}.")
    if suffix == ".mp4":
        mp4.program()
    return suffix


def picture(card: Content, style: Style = DARK) -> Image.Image:
    """The card as pixels."""
    return raster.draw(scene(card, style=style))


def png(made: Image.Image, title: str) -> bytes:
    """A picture as a PNG that says what it is."""
    words, buffer = PngImagePlugin.PngInfo(), io.BytesIO()
    words.add_text("Title", title)
    words.add_text("Software", "DCE Studio")
    made.save(buffer, "PNG", pnginfo=words)
    return buffer.getvalue()


def _title(card: Content) -> str:
    return f"Curve card of {card.name}"
