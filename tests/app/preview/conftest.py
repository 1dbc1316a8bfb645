"""Lanes for what the preview asks for."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from dce_studio.app.jobs import Jobs


@pytest.fixture
def jobs(qapp: QApplication) -> Iterator[Jobs]:
    """Jobs that end with the test."""
    made = Jobs()
    yield made
    made.close()
