"""What is typed wrong: one sentence with its remedy, exit code 2, and nothing done."""

from argparse import ArgumentTypeError
from pathlib import Path

import pytest

from dce_studio.cli import main
from dce_studio.commands import parsers, usage
from dce_studio.commands.usage import long_edge
from dce_studio.core.edit import PAPER, SMOOTH
from dce_studio.core.errors import StudioError
from dce_studio.ui import app


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """What the window was opened with."""
    calls: list[list[str]] = []
    monkeypatch.setattr(app, "main", lambda paths: calls.append([str(path) for path in paths]) or 0)
    return calls


@pytest.mark.parametrize(
    ("word", "remedy"),
    [
        ("enhnace", "did you mean dce-studio enhance?"),
        ("Train", "did you mean dce-studio train?"),
        ("zzzz", "dce-studio --help lists the commands."),
    ],
)
def test_a_mistyped_command_opens_no_window(
    opened: list[list[str]], capfd: pytest.CaptureFixture[str], word: str, remedy: str
) -> None:
    assert main([word, "x.jpg"]) == 2
    told = capfd.readouterr().err
    assert told == f"dce-studio: {word} is neither a command nor an existing file: {remedy}\n"
    assert not opened


def test_photos_and_folders_open_the_window(
    opened: list[list[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "night").mkdir()
    (tmp_path / "photo").touch()  # without a suffix
    for words in ([], ["night"], ["photo", "gone"], ["gone.jpg"], ["./gone"], ["--", "night"]):
        assert main(words) == 0
    assert opened == [[], ["night"], ["photo", "gone"], ["gone.jpg"], ["./gone"], ["night"]]


@pytest.mark.parametrize(
    ("words", "because"),
    [
        (["enhance"], "required: PHOTO, -o/--output"),
        (["enhance", "a", "-o", "b", "--format", "bmp"], "invalid choice: 'bmp'"),
        (["enhance", "a", "-o", "b", "--strenght", "2"], "unknown argument --strenght"),
        (["inspect", "a", "b", "-o", "c"], "unknown argument b"),
        (["train", "--steps", "many"], "'many'"),
        *(
            (["enhance", "a", "-o", "b", f"--workers={n}"], f"'{n}' is not a whole")
            for n in ("0", "-1", "x", "65")
        ),
        (["enhance", "a", "-o", "b", "--auto-mean", "x"], "'x' is not between 0 and 1"),
    ],
)
def test_wrong_usage_is_a_sentence_and_where_the_help_is(
    capfd: pytest.CaptureFixture[str], words: list[str], because: str
) -> None:
    try:
        code = main(words)
    except SystemExit as stopped:  # argparse's own way
        code = int(stopped.code or 0)
    program = f"dce-studio {words[0]}"
    first, second = capfd.readouterr().err.splitlines()
    assert code == 2 and second == f"See {program} --help"
    assert first.startswith(f"{program}: ") and because in first


@pytest.mark.parametrize("command", ["train", "evaluate"])
@pytest.mark.parametrize(("option", "named"), [("--weights", "dce-slim"), ("--device", "auto, ")])
def test_unknown_weights_and_devices_are_wrong_usage(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], command: str, option: str, named: str
) -> None:
    words = ["--low", str(tmp_path), "--high", str(tmp_path)]
    if command == "train":
        words = [str(tmp_path), "-o", str(tmp_path / "out")]
    assert main([command, *words, option, "nothing"]) == 2
    told = capfd.readouterr().err
    assert told.count("\n") == 1 and told.startswith(f"dce-studio {command}: ") and named in told
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(("text", "edge"), [("smooth", SMOOTH), ("paper", PAPER), ("48", 48), ("1024", 1024)])
def test_a_long_edge_by_name_or_in_pixels(text: str, edge: int) -> None:
    assert long_edge(text) == edge == usage.detail(text) == parsers._detail(text)


@pytest.mark.parametrize("text", ["", "big", "47", "-64", "6.5", "999999999"])
def test_what_is_no_long_edge(text: str) -> None:
    with pytest.raises(ValueError, match="smooth, paper or a number from 48 up"):
        long_edge(text)
    with pytest.raises(StudioError, match="--detail"):
        usage.detail(text)
    with pytest.raises(ArgumentTypeError):
        parsers._detail(text)
