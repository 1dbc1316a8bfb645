"""All keys, in one list: the actions take theirs from it, Help › Keys and README's table show it.

Keys are written as Qt's portable text, such as "Ctrl+Shift+Z". On macOS Qt takes Ctrl for ⌘.
"""

from dataclasses import dataclass

from PySide6.QtGui import QKeySequence

_KEY = QKeySequence.StandardKey

STANDARD = {
    "Ctrl+O": _KEY.Open, "Ctrl+S": _KEY.Save, "Ctrl+Q": _KEY.Quit, "Ctrl+Z": _KEY.Undo,
    "Ctrl+Shift+Z": _KEY.Redo, "Ctrl+V": _KEY.Paste, "F1": _KEY.HelpContents,
}  # fmt: skip
"""Keys for which the system may have another: redo is Ctrl+Y on Windows."""

BRUSH = {"smaller": "[", "larger": "]", "harder": "Shift+[", "softer": "Shift+]", "erase": "E"}
"""Keys that act while a person paints, in place of what else they do."""


@dataclass(frozen=True)
class Binding:
    """Keys that do similar things: what they do, in words, in the order of the keys.

    hand: what is no action's key, such as a turn of the wheel. actions: (name of an action, its key).
    """

    does: str
    hand: str = ""
    actions: tuple[tuple[str, str], ...] = ()


GROUPS: tuple[tuple[str, tuple[Binding, ...]], ...] = (
    ("Looking", (
        Binding("the original", "O (hold)"),
        Binding("swap the two sides", "Tab on the photo", (("swap", "Y"),)),
        Binding(
            "split upright, level", actions=(("split-vertical", "S"), ("split-horizontal", "Shift+S"))
        ),
        Binding("side by side", actions=(("side-by-side", "D"),)),
        Binding("single", actions=(("single", "G"),)),
        Binding("compare two photos; Y swaps them, Esc ends it", actions=(("compare", "Shift+D"),)),
        Binding(
            "compare with the photo before, after",
            actions=(("reference_before", "Shift+PgUp"), ("reference_after", "Shift+PgDown")),
        ),
        Binding("zoom at the cursor", "Wheel", (("zoom_in", "+"), ("zoom_out", "-"))),
        Binding("fit", actions=(("fit", "F"),)),
        Binding("100 %", actions=(("actual", "1"),)),
        Binding("fit ↔ 100 %", "Double-click"),
        Binding("move the photo", "Middle button, space + drag, arrows"),
        Binding("loupe at the cursor; the wheel magnifies more", "Z (hold)"),
        Binding("full screen; Esc leaves it", actions=(("full_screen", "F11"),)),
        Binding("panels off, on", actions=(("panels_off", "F9"),)),
        Binding("what can be done here", "Right-click, Menu key on the photo"),
    )),
    ("Working", (
        Binding("undo, redo", actions=(("undo", "Ctrl+Z"), ("redo", "Ctrl+Shift+Z"))),
        Binding("auto", actions=(("auto", "Ctrl+U"),)),
        Binding("reset all", actions=(("reset", "Ctrl+R"),)),
        Binding("crop; Return ends it, Esc goes back", actions=(("crop", "R"),)),
        Binding("move the crop, size it", "Arrows, Shift + arrows while cropping"),
        Binding("straighten; by a line that is to be level", "Alt + arrows, Ctrl + drag while cropping"),
        Binding("next guides while cropping", "O"),
        Binding("turn left, right", actions=(("turn_left", "["), ("turn_right", "]"))),
        Binding("flip left and right", actions=(("flip", "M"),)),
        Binding("pick a grey; arrows and Return do so too", actions=(("pick", "W"),)),
        Binding("local strength; Esc ends it", actions=(("local", "L"),)),
        Binding("where a place acts", actions=(("local_mask", "Shift+L"),)),
        Binding("size of the brush, with Shift its softness", "[, ], Ctrl + wheel while painting"),
        Binding("erase, or paint again", "E, Alt + drag while painting"),
        Binding("set it in the middle, paint; next handle; move it", "Return, Tab, arrows in local strength"),
        Binding("save the edit beside the photo", actions=(("save_edit", "Ctrl+S"),)),
        Binding("settings", actions=(("settings", "Ctrl+,"),)),
        Binding("next panel, the one before", actions=(("next_panel", "F6"), ("previous_panel", "Shift+F6"))),
        Binding("reset it", "Double-click on a slider"),
        Binding("copy the edit, paste it", actions=(("copy_edit", "Ctrl+Shift+C"), ("paste", "Ctrl+V"))),
        Binding("paste it with the crop and places", actions=(("paste_all", "Ctrl+Shift+V"),)),
    )),
    ("Inspecting", (
        Binding("contrast gain", actions=(("stops", "N"),)),
        Binding("noise of the result", actions=(("noise", "Shift+N"),)),
        Binding("crushed contrast", actions=(("crushed", "C"),)),
        Binding("clipping before, after", actions=(("clipping-original", "<"), ("clipping", ">"))),
        Binding("play the iterations, stop", actions=(("play", "P"),)),
        Binding("one iteration back, on", actions=(("play_back", ","), ("play_on", "."))),
        Binding("curve card", actions=(("card", "Ctrl+K"),)),
        Binding("pin a probe in the middle of the view", actions=(("pin", "Shift+P"),)),
        Binding("remove it", "Right-click on a probe or a region's outline"),
        Binding("move it", "Shift + drag in a region"),
        Binding("move a probe by a pixel, remove it", "Arrows, Delete in the list of probes"),
        Binding("choose a map, enlarge it", "Arrows, Return on the maps"),
    )),
    ("Photos", (
        Binding("open photos, a folder", actions=(("open", "Ctrl+O"), ("open_folder", "Ctrl+Shift+O"))),
        Binding("photo before, after", actions=(("previous", "PgUp"), ("next", "PgDown"))),
        Binding(
            "select several, all", "Ctrl+click, Shift+click in the row of photos", (("select_all", "Ctrl+A"),)
        ),
        Binding("no star, 1 to 5 stars", actions=tuple((f"rate-{n}", f"Ctrl+{n}") for n in range(6))),
        Binding("export, export all", actions=(("export", "Ctrl+E"), ("export_all", "Ctrl+Shift+E"))),
        Binding("export those selected", actions=(("export_selected", "Ctrl+Alt+E"),)),
        Binding("close the photo", actions=(("close", "Ctrl+W"),)),
        Binding("quit, these keys", actions=(("quit", "Ctrl+Q"), ("keys", "F1"))),
    )),
)  # fmt: skip

_OF_ACTIONS = {name: key for _, bindings in GROUPS for binding in bindings for name, key in binding.actions}
_SPOKEN = {"PgUp": "Page up", "PgDown": "Page down", ",": "comma", ".": "full stop", "-": "−"}


def key_of(action: str) -> str:
    """The key of an action by the action's name, "" for one that has none."""
    return _OF_ACTIONS.get(action, "")


def sequence(key: str) -> QKeySequence:
    """The key as Qt binds it, with the system's own where it has another."""
    own = QKeySequence(STANDARD[key]) if key in STANDARD else QKeySequence()
    return QKeySequence(key) if own.isEmpty() else own


def spoken(binding: Binding) -> str:
    """The keys as a person reads them on this system: "Ctrl+Z, Ctrl+Shift+Z", "Comma, full stop"."""
    keys = [sequence(key).toString(QKeySequence.SequenceFormat.NativeText) for _, key in binding.actions]
    text = ", ".join(([binding.hand] if binding.hand else []) + [_speak(key) for key in keys])
    return text[:1].upper() + text[1:]


def _speak(key: str) -> str:
    """The key with words for signs that are hard to see: "Ctrl+," is "Ctrl+comma"."""
    before, plus, last = key.rpartition("+")
    return before + plus + _SPOKEN.get(last, last)
