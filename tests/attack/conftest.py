"""The window of the tests of ui, for the storm."""

from tests.ui.conftest import studio, weights_file, window

__all__ = ["studio", "weights_file", "window"]
