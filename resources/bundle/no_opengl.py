"""Stands in the bundle for Qt's modules of OpenGL, 9 MB, which pyqtgraph imports for plots drawn by it.

The program draws none so: that these are there is enough.
"""


class QOpenGLWidget:
    """What pyqtgraph derives a widget from, which is never made."""
