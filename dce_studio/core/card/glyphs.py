"""Text as pixels, with Pillow's own font; what it lacks is drawn: α, arrows, × and −, small lowered digits.

So a card looks the same on every machine, whatever fonts it has. A name in other letters is drawn with a font
of the system where one is found, and with question marks else.
"""

from collections.abc import Iterator
from functools import lru_cache

from PIL import ImageDraw, ImageFont

Font = ImageFont.FreeTypeFont | ImageFont.ImageFont

SUBSCRIPTS = dict(zip("₀₁₂₃₄₅₆₇₈₉ₙ₋", "0123456789n−", strict=True))
SMALL, LOWERED = 0.66, 0.16  # a subscript's size, and how far it is lowered, in the size of the text
STROKE = 0.075  # of drawn signs, in the size of the text
SYSTEM = ("DejaVuSans.ttf", "LiberationSans-Regular.ttf", "NotoSans-Regular.ttf", "Arial.ttf", "arial.ttf")

_Bezier = tuple[tuple[float, float], ...]
_ALPHA: tuple[_Bezier, ...] = (
    ((0.53, 0.50), (0.47, 0.20), (0.36, -0.01), (0.22, -0.01)),
    ((0.22, -0.01), (0.02, -0.01), (0.02, 0.51), (0.22, 0.51)),
    ((0.22, 0.51), (0.36, 0.51), (0.42, 0.22), (0.47, 0.08)),
    ((0.47, 0.08), (0.49, 0.02), (0.51, -0.02), (0.58, 0.01)),
)
_SIGNS: dict[str, tuple[float, tuple[_Bezier, ...]]] = {
    # a sign's advance, and its strokes as curves or straight lines, y upwards from the baseline
    "α": (0.62, _ALPHA),
    "→": (0.95, (((0.1, 0.3), (0.83, 0.3)), ((0.6, 0.5), (0.85, 0.3)), ((0.6, 0.1), (0.85, 0.3)))),
    "×": (0.6, (((0.12, 0.14), (0.48, 0.5)), ((0.12, 0.5), (0.48, 0.14)))),
    "−": (0.6, (((0.1, 0.31), (0.5, 0.31)),)),
    "–": (0.6, (((0.05, 0.3), (0.55, 0.3)),)),
}


@lru_cache(64)
def font(size: int) -> Font:
    """Pillow's own font."""
    return ImageFont.load_default(size)


@lru_cache(16)
def _other_font(size: int) -> Font | None:
    for name in SYSTEM:
        try:
            return ImageFont.truetype(name, size)
        except OSError:
            continue
    return None


@lru_cache(1024)
def _has(letter: str) -> bool:
    """Return whether the font has this letter, rather than the box for unknown ones."""
    mask, unknown = font(40).getmask(letter), font(40).getmask("\uffff")
    return letter.isspace() or mask.size != unknown.size or bytes(mask) != bytes(unknown)


def width(text: str, size: float) -> float:
    """Return the width of a line of text."""
    return sum(advance for _, advance, _, _ in _runs(text, size))


def draw(pen: ImageDraw.ImageDraw, x: float, y: float, text: str, size: float, colour: str) -> None:
    """Draw a line of text from x on, with its baseline at y."""
    for run, advance, scale, drop in _runs(text, size):
        if run in _SIGNS:
            _draw_sign(pen, x, y + drop, run, scale, colour)
        else:
            pen.text((x, y + drop), run, fill=colour, font=_font_of(run, scale), anchor="ls")
        x += advance


def _runs(text: str, size: float) -> Iterator[tuple[str, float, float, float]]:
    """Yield runs of letters of one kind: (letters, advance, font size, how far they are lowered)."""
    for letter in text:
        small = letter in SUBSCRIPTS
        plain, scale = SUBSCRIPTS.get(letter, letter), size * (SMALL if small else 1)
        drop = size * LOWERED if small else 0.0
        if plain in _SIGNS:
            yield plain, _SIGNS[plain][0] * scale, scale, drop
            continue
        if not _has(plain) and _other_font(round(scale)) is None:
            plain = "?"
        yield plain, _font_of(plain, scale).getlength(plain), scale, drop


def _font_of(letter: str, size: float) -> Font:
    return (
        font(max(round(size), 1)) if _has(letter) else _other_font(max(round(size), 1)) or font(round(size))
    )


def _draw_sign(pen: ImageDraw.ImageDraw, x: float, y: float, sign: str, size: float, colour: str) -> None:
    thick = max(round(STROKE * size), 1)
    for stroke in _SIGNS[sign][1]:
        points = [(x + px * size, y - py * size) for px, py in _flat(stroke)]
        pen.line(points, fill=colour, width=thick, joint="curve")
        for px, py in (points[0], points[-1]):
            pen.ellipse((px - thick / 2, py - thick / 2, px + thick / 2, py + thick / 2), fill=colour)


def _flat(stroke: _Bezier) -> list[tuple[float, float]]:
    """Return a stroke as points: two for a straight line, four control points for a cubic curve."""
    if len(stroke) == 2:
        return list(stroke)
    found = []
    for k in range(17):
        t = k / 16
        weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3)
        pairs = list(zip(weights, stroke, strict=True))
        found.append((sum(w * p[0] for w, p in pairs), sum(w * p[1] for w, p in pairs)))
    return found
