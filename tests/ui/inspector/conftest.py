"""The Curves panel on a document of its own."""

import pytest
from pytestqt.qtbot import QtBot

from dce_studio.app.jobs import Jobs
from dce_studio.app.state.document import Document
from dce_studio.ui.inspector.curves_panel import CurvesPanel


@pytest.fixture
def panel(qtbot: QtBot, document: Document, jobs: Jobs) -> CurvesPanel:
    """The panel, shown by itself."""
    made = CurvesPanel(document, jobs)
    qtbot.addWidget(made)
    made.resize(340, 560)
    made.show()
    qtbot.waitExposed(made)
    return made
