"""What libraries are told before they are imported."""

import os
import subprocess
import sys

import pytest

from dce_studio.app import environment

SET = ("NUMPY_MADVISE_HUGEPAGE", "QT_NO_GUI_THREADPOOL")


@pytest.mark.parametrize(("cores", "expected"), [(2, ("0", "1")), (16, ("0", None))])
def test_the_window_does_without_huge_pages_and_on_few_cores_without_painters(
    cores: int, expected: tuple[str | None, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in SET:
        monkeypatch.setenv(name, "")  # so that it is put back afterwards
        monkeypatch.delenv(name)
    monkeypatch.setattr(os, "cpu_count", lambda: cores)
    environment.prepare()
    assert tuple(os.environ.get(name) for name in SET) == expected


def test_what_the_person_has_set_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SET[0], "1")
    monkeypatch.setenv(SET[1], "")
    environment.prepare()
    assert [os.environ[name] for name in SET] == ["1", ""]


def test_it_is_told_before_numpy_and_qt_are_imported() -> None:
    code = "import sys, dce_studio.ui.app; print(sorted({'numpy', 'PySide6'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
