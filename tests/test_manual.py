"""The manual: its links and pictures are there, its page of the curve computes what the program does."""

import importlib.util
import json
import re
import shutil
import subprocess
import sys
from dataclasses import fields
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from dce_studio.commands.parsers import PARSERS
from dce_studio.core.curve import staircase, step_alphas
from dce_studio.core.edit import Edit, ranges

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PAGES = (DOCS / "index.md", *sorted((DOCS / "manual").glob("*.md")))
LINK = re.compile(r"\]\(([^)\s]+)\)|^```\{image\} (\S+)", re.MULTILINE)


def _script(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"manual_{name}", DOCS / "site" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _anchors(page: Path) -> set[str]:
    """The names of a page's headings, as they are written in links."""
    titles = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    """Every relative link; pictures are made with the manual, by names that the script knows."""
    taken = set(re.findall(r'"([\w-]+\.(?:png|jpg))"', (DOCS / "site/pictures.py").read_text("utf-8")))
    for link in (plain or picture for plain, picture in LINK.findall(page.read_text("utf-8"))):
        if link.startswith(("http://", "https://")):
            continue
        name, _, anchor = link.partition("#")
        target = (page.parent / name).resolve() if name else page
        if target.parent.name == "pictures":
            assert target.name in taken, link
        else:
            assert target.is_file(), link
            assert not anchor or anchor in _anchors(target), link


def test_every_page_is_in_the_contents() -> None:
    contents = (DOCS / "index.md").read_text("utf-8").split()
    pages = {path.relative_to(DOCS).with_suffix("").as_posix() for path in DOCS.rglob("*.md")}
    assert pages - {"index"} <= set(contents)


def test_every_picture_is_shown() -> None:
    taken = set(re.findall(r'"([\w-]+\.(?:png|jpg))"', (DOCS / "site/pictures.py").read_text("utf-8")))
    text = "".join(page.read_text("utf-8") for page in PAGES)
    assert [name for name in sorted(taken) if name not in text] == []


def test_every_command_and_control_has_its_place() -> None:
    commands = (DOCS / "manual/command-line.md").read_text("utf-8")
    assert [name for name in PARSERS if f"```{{command}} {name}\n" not in commands] == []
    window = (DOCS / "manual/window.md").read_text("utf-8")
    assert [limits.label for limits in ranges().values() if limits.label not in window] == []


def test_the_file_page_shows_an_edit_as_it_is_written() -> None:
    shown = re.search(r"```json\n(.*?)```", (DOCS / "manual/files.md").read_text("utf-8"), re.DOTALL)
    assert shown is not None
    assert list(json.loads(shown[1])["edit"]) == [field.name for field in fields(Edit)]


@pytest.mark.skipif(shutil.which("node") is None, reason="node runs the page's script")
@pytest.mark.parametrize("count", [0.0, 1.0, 2.5, 8.0, 16.0])
def test_the_page_of_the_curve_computes_what_the_program_does(tmp_path: Path, count: float) -> None:
    page = (DOCS / "site/curve-page/curve-page.html").read_text("utf-8")
    (tmp_path / "page.js").write_text(page.partition("<script>")[2].partition("</script>")[0], "utf-8")
    asked = [(x, alpha) for x in (0.0, 0.1, 0.5, 1.0) for alpha in (-1.0, -0.3, 0.3, 1.0)]
    code = (
        f"const page = require('./page.js');"
        f"console.log(JSON.stringify({json.dumps(asked)}.map(([x, a]) => page.staircase(x, a, {count}))))"
    )
    told = subprocess.run(["node", "-e", code], cwd=tmp_path, capture_output=True, text=True, check=True)
    for (x, alpha), stairs in zip(asked, json.loads(told.stdout), strict=True):
        steps = step_alphas(np.full((8, 3), alpha), Edit(iterations=count))[:, 0]
        assert stairs == pytest.approx(staircase(np.float64(x), steps).tolist(), abs=1e-9)


def test_the_page_of_the_curve_asks_no_network() -> None:
    page = (DOCS / "site/curve-page/curve-page.html").read_text("utf-8")
    assert not re.search(r"https?://|@import|src=", page)


def test_broken_links_of_the_built_site_are_found(tmp_path: Path) -> None:
    links = _script("links")
    (tmp_path / "a.html").write_text('<h1 id="top">A</h1><a href="b.html#there">b</a><a href="#top">a</a>')
    (tmp_path / "b.html").write_text(
        '<p id="there"><a href="a.html">a</a><a href="https://example.org">e</a></p>'
    )
    assert links.broken(tmp_path) == []
    (tmp_path / "b.html").write_text('<p><a href="c.html">c</a><img src="https://example.org/x.png"></p>')
    told = links.broken(tmp_path)
    assert len(told) == 3
    assert any("b.html#there" in line for line in told)
    assert any("c.html" in line for line in told)
    assert any("network" in line for line in told)


def test_docstrings_become_lists() -> None:
    docstrings = _script("docstrings")
    lines = ["A photo.", "", "pixels: (H, W, 3) uint8,", "    upright.", "alpha: or None.", "", "Raises it."]
    assert docstrings.laid_out(lines) == [
        "A photo.", "", "", "- **pixels**: (H, W, 3) uint8,", "  upright.", "- **alpha**: or None.", "",
        "Raises it.", "",
    ]  # fmt: skip


def test_commands_are_read_from_their_parsers() -> None:
    pytest.importorskip("docutils", reason="pip install dce-studio[docs]")
    sys.modules.pop("manual_commands", None)
    commands = _script("commands")
    rows = dict(row for _, group in commands.groups_of(commands.parser_of("enhance")) for row in group)
    assert rows["--iterations N"] == "0..16 (default 8)"
    assert rows["PHOTO"].startswith("a photo")
    with pytest.raises(KeyError):
        commands.parser_of("nothing")
