"""The Curves panel on a document of its own."""

import pytest
from pytestqt.qtbot import QtBot

from dce_studio.app.jobs import Jobs
from dce_studio.app.state.document import Document
from dce_studio.ui.inspector.curves_panel import CurvesPanel
from tests.ui.helpers import show_alone


@pytest.fixture
def panel(qtbot: QtBot, document: Document, jobs: Jobs) -> CurvesPanel:
    """The panel, shown by itself."""
    made = CurvesPanel(document, jobs)
    show_alone(made, qtbot, 340, 560)
    return made
