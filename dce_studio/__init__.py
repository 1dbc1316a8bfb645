"""DCE Studio: a photo editor for low-light photos that shows its light-enhancement curves."""

__version__ = "0.1.0"
