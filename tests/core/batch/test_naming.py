"""Names of results: from the template, fit for every file system, never twice the same."""

from pathlib import Path

import pytest

from dce_studio.core.batch.naming import TEMPLATE, Names, free_target, result_name
from dce_studio.core.edit import Edit


@pytest.mark.parametrize(
    ("template", "name"),
    [
        (TEMPLATE, "a.b_mine_n6.5"),
        ("{name}-{ext}-{gamma}-{detail}", "a.b-jpg-1-64"),
        ('x/y\\z:"{name}?', "x_y_z__a.b_"),
        (" .{name}. ", "a.b"),
    ],
)
def test_filled_in(template: str, name: str) -> None:
    assert result_name(template, Path("in/a.b.jpg"), Edit(iterations=6.5), "/w/mine.pth") == name


@pytest.mark.parametrize("template", ["{nonsense}", "{name", "", "{0}", " . ", "{name.real}", "{name:d}"])
def test_impossible(template: str) -> None:
    with pytest.raises(ValueError, match="name"):
        result_name(template, Path("a.jpg"), Edit(), "dce")


def test_never_twice() -> None:
    taken: set[Path] = set()
    for source in ("1/a.jpg", "2/a.png", "3/a.jpg", "4/a.jpg"):
        taken.add(free_target(Path("out/a_n8.5.jpg"), Path(source), taken))
    names = {path.name for path in taken}
    assert names == {"a_n8.5.jpg", "a_n8.5-png.jpg", "a_n8.5-jpg.jpg", "a_n8.5-2.jpg"}
    assert free_target(Path("out/a_n8.5"), Path("a.jxl"), {Path("out/a_n8.5")}).name == "a_n8.5-jxl"


def test_names_are_taken_on_every_file_system() -> None:
    taken = Names([Path("out/a.jpg"), Path("out/é.png"), Path("out/open_n8.5")])
    for same in ("out/a.JPG", "OUT/A.jpg", "out/e\u0301.png", "out/a", "out/open_n8.5.tiff", "out/Open_n8.5"):
        assert Path(same) in taken, same
    for other in ("out/a.png", "a.jpg", "out/open_n8.webp", "out/open_n8.5.webp"):
        assert Path(other) not in taken, other
    assert free_target(Path("out/A.jpg"), Path("A.png"), taken).name == "A-png.jpg"
