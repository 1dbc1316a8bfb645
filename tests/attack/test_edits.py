"""Edits, presets, tables and maps from others: each bad file is one sentence, and the rest opens."""

import json
import os
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dce_studio.app.files import presets
from dce_studio.app.files.scan import find_photos
from dce_studio.core.analysis import luts
from dce_studio.core.edit import Edit
from dce_studio.core.errors import StudioError
from dce_studio.core.files import sidecar
from dce_studio.core.files.sidecar import FORMAT, SavedEdit, SidecarError
from tests.attack.effort import minutes, mutated, rounds, told

NAMES = [*Edit.__dataclass_fields__, "sparkle", ""]
DEEP = 100_000
RADIAL = '{"shape": {"kind": "radial", "centre": [9, 9], "radii": [3, 4]}, "amount": 0.5}'
STROKE = '{"shape": {"kind": "brush", "strokes": [{"points": [%s], "radius": 3}]}, "amount": 0.5}'
QUOTED = '"amount": 0.1, '

numbers = st.one_of(
    st.integers(), st.floats(), st.sampled_from([10**400, -(10**400), 1 << 64, 64.5, 1e308, 0, True])
)
anything = st.recursive(
    st.one_of(st.none(), st.booleans(), numbers, st.text()),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(st.text(), inner, max_size=4)),
    max_leaves=12,
)
shapes = st.dictionaries(
    st.sampled_from(["kind", "strokes", "start", "end", "centre", "radii", "angle", "at", "red"]),
    st.one_of(
        st.sampled_from(["brush", "linear", "radial", "alike"]), st.lists(numbers, max_size=3), anything
    ),
    max_size=4,
)
places = st.dictionaries(
    st.sampled_from(["shape", "amount", "name", "feather", "on"]), st.one_of(shapes, numbers, anything)
)
edits = st.dictionaries(
    st.sampled_from(NAMES), st.one_of(numbers, anything, st.lists(places, max_size=3)), max_size=4
)
contents = st.one_of(
    anything,
    st.fixed_dictionaries(
        {
            "format": st.just(FORMAT),
            "version": st.one_of(st.just(1), anything),
            "edit": st.one_of(edits, anything),
        },
        optional={"weights": anything, "name": anything},
    ),
)


def plain(values: str) -> bytes:
    return f'{{"format": "{FORMAT}", "version": 1, "edit": {{{values}}}}}'.encode()


BROKEN = {
    "infinite": plain('"detail": Infinity'),
    "overflowing": plain('"detail": 1e999'),
    "not a number": plain('"detail": NaN'),
    "huge": plain('"gamma": 1' + "0" * 400),
    "4300 digits": plain('"detail": 1' + "0" * 5000),
    "many digits": plain('"detail": 1' + "0" * 4000),
    "a fraction": plain('"detail": 64.5'),
    "twice": plain('"gamma": 1, "gamma": 2'),
    "deep": plain('"gamma": ' + "[" * DEEP + "]" * DEEP),
    "long": plain(f'"gamma": "{"x" * 500_000}"'),
    "UTF-16": plain("").decode().encode("utf-16"),
    "BOM": b"\xef\xbb\xbf" + plain(""),
    "NULs": bytes(1000),
    "version true": plain("").replace(b": 1,", b": true,"),
    "version -1": plain("").replace(b": 1,", b": -1,"),
    "weights of NULs": plain("").replace(b'"edit"', b'"weights": "a\\u0000b", "edit"'),
    "weights of a megabyte": plain("").replace(b'"edit"', b'"weights": "%s", "edit"' % (b"w" * 900_000)),
    "many places": plain(f'"locals": [{", ".join([RADIAL] * 17)}]'),
    "many points": plain(f'"locals": [{STROKE % ", ".join(["[1, 2]"] * 16_385)}]'),
    "deep places": plain('"locals": ' + "[" * 900 + "]" * 900),
    "a place nowhere": plain(f'"locals": [{RADIAL.replace("[9, 9]", "[9, NaN]")}]'),
    "a place too far": plain(f'"locals": [{RADIAL.replace("[9, 9]", "[9, 1e300]")}]'),
    "a place of digits": plain(f'"locals": [{RADIAL.replace("[9, 9]", "[9, 1" + "0" * 400 + "]")}]'),
    "a place twice": plain(f'"locals": [{RADIAL.replace("{", chr(123) + QUOTED, 1)}]'),
}


def check(path: Path) -> str:
    """What came of reading it: an edit that can be used and shown, or one sentence with its name."""
    try:
        saved = sidecar.read(path)
    except SidecarError as error:
        text = str(error)
        assert path.name in text and "\n" not in text and len(text) < len(str(path)) + 400
        return "refused"
    assert saved.edit == Edit(**vars(saved.edit)) and type(saved.edit.detail) is int
    return "taken"


def beside(folder: Path, number: int) -> Path:
    """A photo's name, and the photo."""
    photo = folder / f"{number}.jpg"
    photo.write_bytes(b"\xff\xd8\xff")
    return photo


@pytest.mark.parametrize("name", BROKEN)
def test_a_value_that_cannot_be_is_one_sentence(tmp_path: Path, name: str) -> None:
    path = tmp_path / "preset.json"
    path.write_bytes(BROKEN[name])
    assert check(path) == "refused"


def odd_things(folder: Path) -> dict[str, Path]:
    """What is no plain file, by name: made where the system has it."""
    made = {name: folder / name for name in ("folder", "dangling", "loop", "huge")}
    made["folder"].mkdir()
    made["dangling"].symlink_to(folder / "nowhere")
    made["loop"].symlink_to(made["loop"])
    with made["huge"].open("wb") as file:
        file.truncate(100 << 20)
    if hasattr(os, "mkfifo"):
        made["pipe"] = folder / "pipe"
        os.mkfifo(made["pipe"])
    if Path("/dev/zero").exists():
        made["device"] = folder / "device"
        made["device"].symlink_to("/dev/zero")
    return made


posix = pytest.mark.skipif(os.name != "posix", reason="links and pipes are made as on Linux and macOS")


@posix
@pytest.mark.parametrize("name", ["folder", "dangling", "loop", "huge", "pipe", "device"])
def test_what_is_no_file_of_that_kind_is_one_sentence(tmp_path: Path, name: str) -> None:
    path = odd_things(tmp_path)[name]
    assert check(path) == "refused"
    if name != "huge":  # NULs: a table of that size could be one
        with pytest.raises(StudioError, match=path.name):
            luts.load_cube(path)


@posix
def test_one_bad_edit_or_name_does_not_stop_a_folder(tmp_path: Path) -> None:
    folder, odd = tmp_path / "photos", tmp_path / "odd"
    folder.mkdir()
    odd.mkdir()
    photos = [beside(folder, number) for number in range(len(BROKEN))]
    for photo, content in zip(photos, BROKEN.values(), strict=True):
        sidecar.path_for(photo).write_bytes(content)
    whole = beside(folder, 1000)
    sidecar.save(whole, SavedEdit(Edit(gamma=2)))
    blocked = set()
    for number, (name, thing) in enumerate(odd_things(odd).items()):
        photo = beside(folder, 2000 + number)
        thing.rename(sidecar.path_for(photo))
        photos.append(photo)
        blocked |= {photo} - ({photo} if name == "huge" else set())
    long = folder / f"{'l' * 246}.jpg"  # no room for .dce.json
    long.write_bytes(b"\xff\xd8\xff")
    (folder / "far.jpg").symlink_to("x" * 300)
    (folder / "loop.jpg").symlink_to("loop.jpg")
    found = find_photos((folder,), frozenset(), lambda fraction: None)
    loop_told = [message for message in found.messages if "2002.jpg" in message]
    assert set(found.photos) == {*photos, whole, long} and len(loop_told) == 1
    assert found.edits == ((whole, SavedEdit(Edit(gamma=2))),)
    assert len(found.messages) == len(photos) and set(found.blocked) == blocked


@settings(
    max_examples=max(150, int(100 * minutes())),
    deadline=None,
    derandomize=not minutes(),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(content=contents)
def test_any_json_is_an_edit_or_one_sentence(tmp_path: Path, content: Any) -> None:
    path = tmp_path / "preset.json"
    path.write_bytes(json.dumps(content).encode())
    check(path)


def test_presets_with_any_name_are_listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(presets, "folder", lambda: tmp_path / "presets")
    shared = tmp_path / "shared.json"
    for number, name in enumerate(("\ud800", "a\nb", "/../x", "\u202e", "é" * 4000)):
        shared.write_text(json.dumps(json.loads(plain(f'"gamma": {1 + number}')) | {"name": name}))
        assert presets.take_in(shared, lambda fraction: None)[1] == ()
    (tmp_path / "presets" / "bad.dce.json").write_bytes(BROKEN["overflowing"])
    found, problems = presets.listing(lambda fraction: None)
    assert len(found) == 5 and len(problems) == 1


def cube(path: Path) -> None:
    grid = np.linspace(0, 1, 5, dtype=np.float32)
    luts.save_cube(luts.Lut(np.stack([grid, grid, grid], -1), "plain"), path)


CUBES = (
    "LUT_1D_SIZE 2\n1e999 0 0\n1 1 1",
    "LUT_1D_SIZE 2\n1e300 0 0\n1 1 1",
    "LUT_1D_SIZE 2\nnan 0 0\n1 1 1",
    "LUT_1D_SIZE 2\n0 0\n1 1 1 1",
    "LUT_3D_SIZE 999999999999\n0 0 0",
    "LUT_1D_SIZE 1" + "0" * 5000,
    "0 0 0",
    "",
    "LUT_1D_SIZE 2\nDOMAIN_MAX " + "9" * 9000,
)


@pytest.mark.parametrize("text", CUBES)
def test_a_table_that_cannot_be_is_one_sentence(tmp_path: Path, text: str) -> None:
    path = tmp_path / "bad.cube"
    path.write_text(text)
    with pytest.raises(StudioError, match=r"^bad\.cube [^\n]{1,400}$"):
        luts.load_cube(path)


def test_damaged_tables_and_edits_are_told(tmp_path: Path) -> None:
    makers = {
        "a.cube": (cube, luts.load_cube),
        "a.json": (lambda path: sidecar.write(path, SavedEdit(Edit(gamma=2), name="x")), sidecar.read),
    }
    whole: dict[str, bytes] = {}
    for name, (make, _) in makers.items():
        make(tmp_path / name)
        whole[name] = (tmp_path / name).read_bytes()
    counts: Counter[str] = Counter()
    for chance in rounds(300, 0.05):
        name = chance.choice(sorted(whole))
        path = tmp_path / name
        path.write_bytes(mutated(whole[name], chance, whole[chance.choice(sorted(whole))]))
        try:
            makers[name][1](path)
            counts["taken"] += 1
        except StudioError as error:
            assert name in str(error) and "\n" not in str(error)
            counts["refused"] += 1
    told("damaged tables and edits", counts)
    assert counts["refused"]


def test_what_is_kept_comes_back(tmp_path: Path) -> None:
    """The checks refuse nothing that this program writes."""
    cube(tmp_path / "t.cube")
    assert luts.load_cube(tmp_path / "t.cube").values.shape == (5, 3)
