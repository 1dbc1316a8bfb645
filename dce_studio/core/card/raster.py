"""A scene as pixels, drawn larger and reduced, so that every edge is smooth."""

from PIL import Image, ImageDraw

from dce_studio.core.card import glyphs
from dce_studio.core.card.scene import Disc, Drawing, FilledShape, Picture, Polyline, Primitive, Rect, Text

FINER = 2  # how much larger it is drawn


def draw(scene: Drawing, scale: float = 1.5) -> Image.Image:
    """The scene as RGB, `scale` pixels a point."""
    fine = scale * FINER
    large = Image.new("RGB", (round(scene.width * fine), round(scene.height * fine)), scene.ground)
    pen = ImageDraw.Draw(large)
    for item in scene.items:
        _draw(large, pen, item, fine)
    return large.resize((round(scene.width * scale), round(scene.height * scale)), Image.Resampling.BOX)


def _draw(large: Image.Image, pen: ImageDraw.ImageDraw, item: Primitive, s: float) -> None:
    match item:
        case Rect():
            box = (item.x * s, item.y * s, (item.x + item.width) * s - 1, (item.y + item.height) * s - 1)
            pen.rounded_rectangle(box, item.radius * s, fill=item.fill)
        case Polyline():
            _draw_line(pen, item, s)
        case FilledShape():
            pen.polygon([(x * s, y * s) for x, y in item.points], fill=item.fill)
        case Disc():
            if item.ring:
                _circle(pen, item.x * s, item.y * s, (item.radius + 1.5) * s, item.ring)
            _circle(pen, item.x * s, item.y * s, item.radius * s, item.fill)
        case Text():
            long = glyphs.width(item.text, item.size * s)
            left = item.x * s - {"start": 0.0, "middle": long / 2, "end": long}[item.anchor]
            glyphs.draw(pen, left, item.y * s, item.text, item.size * s, item.colour)
        case Picture():
            size = max(round(item.width * s), 1), max(round(item.height * s), 1)
            picture = Image.fromarray(item.pixels).resize(size, Image.Resampling.LANCZOS)
            large.paste(picture, (round(item.x * s), round(item.y * s)))


def _circle(pen: ImageDraw.ImageDraw, x: float, y: float, radius: float, fill: str) -> None:
    pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=fill)


def _draw_line(pen: ImageDraw.ImageDraw, line: Polyline, s: float) -> None:
    points = [(x * s, y * s) for x, y in line.points]
    width = max(round(line.width * s), 1)
    if not line.dashed:
        pen.line(points, fill=line.colour, width=width, joint="curve")
        return
    (x0, y0), (x1, y1) = points[0], points[-1]
    dashes = max(round(max(abs(x1 - x0), abs(y1 - y0)) / (9 * s)), 1)
    for k in range(dashes):
        a, b = k / dashes, (k + 0.55) / dashes
        ends = [(x0 + (x1 - x0) * t, y0 + (y1 - y0) * t) for t in (a, b)]
        pen.line(ends, fill=line.colour, width=width)
