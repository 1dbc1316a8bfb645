"""The two looks of a card: dark, as the program is, and white, for papers."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Style:
    """Colours by what they are for."""

    ground: str
    panel: str
    field: str
    grid: str
    text: str
    muted: str
    accent: str
    dark: bool

    def probe(self, colour: str) -> str:
        """A probe's colour, dark enough to be seen on white."""
        if self.dark:
            return colour
        parts = [int(int(colour[k : k + 2], 16) * 0.78) for k in (1, 3, 5)]
        return "#" + "".join(f"{part:02x}" for part in parts)


DARK = Style("#161616", "#202020", "#181818", "#303030", "#ececec", "#a0a0a0", "#d9a962", True)
WHITE = Style("#ffffff", "#f4f4f4", "#ffffff", "#e2e2e2", "#141414", "#5c5c5c", "#8f5f14", False)
STYLES = {"dark": DARK, "white": WHITE}
