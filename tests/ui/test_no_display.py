"""Where no window can be shown, one sentence and exit code 1; Qt itself would abort."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from dce_studio.ui import app, no_display


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere there is always a display")
@pytest.mark.parametrize(("variables", "word"), [({}, "no display"), ({"DISPLAY": ":9999"}, ":9999")])
def test_no_display(tmp_path: Path, variables: dict[str, str], word: str) -> None:
    if variables and not no_display._has_library("libxcb-cursor.so.0"):
        word = "libxcb-cursor0"
    unset = {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}
    environment = {k: v for k, v in os.environ.items() if k not in unset} | variables
    command = [sys.executable, "-m", "dce_studio", str(tmp_path / "photo.jpg")]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert word in done.stderr


def test_a_missing_library_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    text = "libEGL.so.1: cannot open shared object file: No such file or directory"

    class Missing:
        def __getattr__(self, name: str) -> object:
            raise ImportError(text)

    monkeypatch.setattr(no_display, "problem", lambda: "")
    monkeypatch.setitem(sys.modules, "dce_studio.ui.start", Missing())  # type: ignore[arg-type]
    assert app.main([]) == 1
    assert "libEGL.so.1" in capsys.readouterr().err
