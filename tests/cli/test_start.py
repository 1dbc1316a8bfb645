"""What starts without torch: importing it takes longer than all the rest."""

import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

LARGE = (300, 200)
HEAVY = {"torch", "PySide6", "PIL.FliImagePlugin"}  # the last stands for the formats that are not read


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """A photo larger than the copy that the curves are estimated on."""
    path = tmp_path / "photo.jpg"
    Image.new("RGB", LARGE, (20, 30, 40)).save(path)
    return path


def loaded_by(code: str, *arguments: object) -> set[str]:
    """Which of the heavy modules a fresh process has when it is done."""
    report = f"\nprint(*({HEAVY} & set(sys.modules)))"
    command = [sys.executable, "-c", f"import sys\n{code}{report}", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return set(done.stdout.splitlines()[-1].split())


COMMAND = "from dce_studio.cli import main\nassert main(sys.argv[1:]) == 0"


@pytest.mark.parametrize("more", [(), ("--device", "cpu"), ("--weights", "dce-pp"), ("--auto",)])
def test_enhance_at_default_detail_has_no_torch(photo: Path, more: tuple[str, ...]) -> None:
    out = photo.with_name("out.png")
    assert not loaded_by(COMMAND, "enhance", photo, "-o", out, *more)
    assert out.exists()


def test_inspect_has_no_torch(photo: Path) -> None:
    assert "torch" not in loaded_by(COMMAND, "inspect", photo, "-o", photo.with_name("report"))


def test_the_python_interface_has_no_torch(photo: Path) -> None:
    code = (
        "import dce_studio as dce\n"
        "photo = dce.load(sys.argv[1])\n"
        "maps = dce.estimate(photo)\n"
        "dce.save(photo, dce.render(photo, maps), sys.argv[2])"
    )
    assert "torch" not in loaded_by(code, photo, photo.with_name("out.png"))


def test_paper_has_torch(photo: Path) -> None:
    assert "torch" in loaded_by(
        COMMAND, "enhance", photo, "-o", photo.with_name("o.png"), "--detail", "paper"
    )
