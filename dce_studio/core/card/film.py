"""The card as a short film: the iterations run from 0 to the edit's, and the end is held."""

import io

from PIL import Image

from dce_studio.core.card import mp4
from dce_studio.core.card.content import Content, at
from dce_studio.core.card.layout import scene
from dce_studio.core.card.raster import draw
from dce_studio.core.card.style import DARK, Style
from dce_studio.core.parallel import Tick, no_tick

SCALE = 0.6  # pixels a point: 960 × 540
A_STEP = 3  # frames of an iteration
FRAME_MS, FIRST_MS, LAST_MS = 90, 700, 2200
MOST = 48  # frames, however many iterations there are


def frames(card: Content, style: Style = DARK, tick: Tick = no_tick) -> list[Image.Image]:
    """The pictures of the film, the last one being the card itself. Raises what `tick` raises."""
    last = card.edit.iterations
    count = max(min(round(last * A_STEP), MOST), 1)
    found = []
    for k in range(count + 1):
        tick(k / (count + 1))
        found.append(draw(scene(at(card, last * k / count), card, style), SCALE))
    return found


def encode(pictures: list[Image.Image], suffix: str, tick: Tick = no_tick) -> bytes:
    """The film as GIF, WebP or MP4, by the suffix, the first two without end. Raises StudioError for MP4."""
    times = [FIRST_MS, *([FRAME_MS] * (len(pictures) - 2)), LAST_MS][-len(pictures) :]
    if suffix == ".mp4":
        return mp4.encode(pictures, times, FRAME_MS, tick)
    buffer = io.BytesIO()
    if suffix == ".webp":
        pictures[0].save(
            buffer, "WEBP", save_all=True, append_images=pictures[1:], duration=times, loop=0, quality=82,
            method=2,
        )  # fmt: skip
    else:
        colours = pictures[-1].quantize(255, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
        plain = [each.quantize(palette=colours, dither=Image.Dither.FLOYDSTEINBERG) for each in pictures]
        plain[0].save(
            buffer, "GIF", save_all=True, append_images=plain[1:], duration=times, loop=0, optimize=False
        )
    return buffer.getvalue()
