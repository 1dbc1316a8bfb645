"""What the status bar says can be done on the photo now."""

from dce_studio.ui.local.places import Kind, LocalPlaces

HINTS = {
    Kind.BRUSH: "Paint. Alt or E erases; [ ] size the brush, Shift [ ] soften it. Return: by keys.",
    Kind.LINEAR: "Drag from where it acts fully to where it ends.",
    Kind.RADIAL: "Drag out from the middle; Shift makes a circle.",
    Kind.ALIKE: "Click on a colour; what is like it changes.",
}


def hint(places: LocalPlaces) -> str:
    """A sentence or two; "" where there is nothing to do yet."""
    if places.paints:
        return HINTS[Kind.BRUSH]
    if places.armed is not None:
        return f"{HINTS[places.armed]} Return: in the middle."
    if places.local is not None:
        return "Drag a handle, or Tab to it and press arrows; Delete deletes."
    return "Choose what to add, or press the dot of a place." if places.all else ""
