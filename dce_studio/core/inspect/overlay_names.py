"""The overlays' names, limits and colours, light to import."""

CRUSHED = 1 / 8
"""A slope below this flattens contrast to less than an eighth."""

GAIN_LIMIT = 4.0
"""Stops at the ends of the gain overlay's scale."""

SHADOWS_COLOUR = (64, 128, 255, 255)
HIGHLIGHTS_COLOUR = (255, 64, 48, 255)
CRUSHED_COLOUR = (213, 94, 200, 255)


NAMES = ("stops", "crushed", "clipping", "clipping-original")
"""What `paint` knows beside single maps, which `map_name` names."""


def map_name(step: int, channel: int, limit: float) -> str:
    """The overlay of one α map, step and channel from 0, on a scale of ±limit."""
    return f"map:{step}:{channel}:{limit:.6g}"


def parse_map_name(name: str | None) -> tuple[int, int, float] | None:
    """(step, channel, limit) of a `map_name`; None for any other name."""
    if name is None or not name.startswith("map:"):
        return None
    _, step, channel, limit = name.split(":")
    return int(step), int(channel), float(limit)
