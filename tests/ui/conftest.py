"""A real window with small weights of no quality, photos to open, and a document for a panel by itself."""

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from dce_studio.app.jobs import Jobs
from dce_studio.app.preview.shaper import Shaper
from dce_studio.app.settings import Settings
from dce_studio.app.state.document import Document
from dce_studio.app.studio import Studio
from dce_studio.ui.main_window import MainWindow
from dce_studio.ui.maps.map_wall import MapWall
from dce_studio.ui.widgets import theme
from tests.ui.helpers import show_alone, wait_enhanced


@pytest.fixture(scope="session")
def weights_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A dce-slim that brightens everything a little."""
    import torch

    from dce_studio.core.engine.net import build
    from dce_studio.core.engine.weights import save_weights

    net = build("dce-slim")
    with torch.no_grad():
        for value in net.parameters():
            value.zero_()
        net.get_parameter("e_conv7.bias").fill_(-0.2)  # published convention: r = −α
    path = tmp_path_factory.mktemp("weights") / "even.safetensors"
    save_weights(path, net, "dce-slim", {"licence": "MIT"})
    return path


@pytest.fixture
def make_photo(tmp_path: Path) -> Callable[..., Path]:
    """make_photo(name, width, height) → a dark photo's file."""

    def make(name: str = "dark.png", width: int = 90, height: int = 60) -> Path:
        x = np.linspace(0, 90, width, dtype=np.float32)
        y = np.linspace(0, 30, height, dtype=np.float32)
        grey = (x[None] + y[:, None]).astype(np.uint8)
        path = tmp_path / name
        Image.fromarray(np.stack([grey, grey // 2, grey // 3], -1)).save(path)
        return path

    return make


@pytest.fixture
def studio(qapp: QApplication, weights_file: Path) -> Iterator[Studio]:
    """A studio without a window."""
    settings = Settings()
    settings.weights = str(weights_file)
    settings.first_steps = False  # the card would lie where tests click
    studio = Studio(settings)
    yield studio
    studio.close()


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication, studio: Studio) -> MainWindow:
    """A window that is shown, with nothing open."""
    qapp.setStyle("Fusion")
    theme.apply("dark")
    window = MainWindow(studio)
    qtbot.addWidget(window)
    window.resize(900, 700)
    window.show()
    return window


@pytest.fixture
def opened(window: MainWindow, qtbot: QtBot, make_photo: Callable[..., Path]) -> MainWindow:
    """The window with one photo, enhanced."""
    window.studio.open([make_photo()])
    wait_enhanced(window, qtbot)
    return window


@pytest.fixture
def jobs(qapp: QApplication) -> Iterator[Jobs]:
    """Jobs of which none may fail."""
    made = Jobs()
    problems: list[Exception] = []
    made.failed.connect(lambda job, error: problems.append(error))
    yield made
    made.close()
    assert not problems


@pytest.fixture
def document(jobs: Jobs) -> Iterator[Document]:
    """A document of its own, whose maps are shaped as the edit asks."""
    made = Document()
    shaper = Shaper(made, jobs)
    yield made
    del shaper


@pytest.fixture
def wall(qtbot: QtBot, document: Document, jobs: Jobs) -> MapWall:
    """The wall of maps, shown by itself."""
    made = MapWall(document, jobs)
    show_alone(made, qtbot, 900, 300)
    return made
