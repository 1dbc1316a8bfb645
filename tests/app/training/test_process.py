"""What the training's process is started with."""

import sys

import pytest

from dce_studio.app.training.process import program


def test_python_runs_the_package() -> None:
    assert program() == (sys.executable, ["-m", "dce_studio"])


@pytest.mark.parametrize(("system", "file"), [("linux", "dce-studio"), ("win32", "dce-studio.exe")])
def test_the_bundle_starts_itself(monkeypatch: pytest.MonkeyPatch, system: str, file: str) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "platform", system)
    monkeypatch.setattr(sys, "executable", "/opt/dce-studio/DCE Studio.exe")
    assert program() == (f"/opt/dce-studio/{file}", [])
