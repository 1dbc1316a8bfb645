"""A scene as SVG: text stays text, pictures are JPEG within the file."""

import base64
import io
from xml.sax.saxutils import escape, quoteattr

from PIL import Image

from dce_studio.core.card.scene import (
    Disc,
    Drawing,
    FilledShape,
    Picture,
    Polyline,
    Position,
    Primitive,
    Rect,
    Text,
)

FONTS = "Helvetica Neue, Helvetica, Arial, DejaVu Sans, sans-serif"
QUALITY = 92


def write(scene: Drawing, title: str) -> str:
    """The SVG document."""
    inner = "\n".join(_element(item) for item in scene.items)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {scene.width:g} {scene.height:g}" '
        f'width="{scene.width:g}" height="{scene.height:g}" font-family="{FONTS}">\n'
        f"<title>{escape(title)}</title>\n"
        f'<rect width="{scene.width:g}" height="{scene.height:g}" fill="{scene.ground}"/>\n{inner}\n</svg>\n'
    )


def _element(item: Primitive) -> str:
    match item:
        case Rect():
            return f'<rect {_box(item)} rx="{item.radius:g}" fill="{item.fill}"/>'
        case Polyline():
            dash = ' stroke-dasharray="5 4"' if item.dashed else ""
            return (
                f'<polyline points="{_points(item.points)}" fill="none" stroke="{item.colour}" '
                f'stroke-width="{item.width:g}" stroke-linejoin="round" stroke-linecap="round"{dash}/>'
            )
        case FilledShape():
            return f'<polygon points="{_points(item.points)}" fill="{item.fill}"/>'
        case Disc():
            ring = f' stroke="{item.ring}" stroke-width="3" paint-order="stroke"' if item.ring else ""
            return (
                f'<circle cx="{item.x:.2f}" cy="{item.y:.2f}" r="{item.radius:g}" fill="{item.fill}"{ring}/>'
            )
        case Text():
            return (
                f'<text x="{item.x:.2f}" y="{item.y:.2f}" font-size="{item.size:g}" fill="{item.colour}" '
                f"text-anchor={quoteattr(item.anchor)}>{escape(item.text)}</text>"
            )
        case Picture():
            return f'<image {_box(item)} preserveAspectRatio="none" href="{_data(item)}"/>'


def _box(item: Rect | Picture) -> str:
    return f'x="{item.x:.2f}" y="{item.y:.2f}" width="{item.width:.2f}" height="{item.height:.2f}"'


def _points(points: tuple[Position, ...]) -> str:
    return " ".join(f"{x:.2f},{y:.2f}" for x, y in points)


def _data(picture: Picture) -> str:
    buffer = io.BytesIO()
    Image.fromarray(picture.pixels).save(buffer, "JPEG", quality=QUALITY, subsampling=0)
    return "data:image/jpeg;base64," + base64.b64encode(buffer.getvalue()).decode()
