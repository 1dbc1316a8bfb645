"""What libraries are told before they are imported, so that the window's thread need not wait for others.

Set here and not by the person, who may still set them otherwise. Measured in docs/start.md, "In the window".
"""

import os

FEW_CORES = 4
"""With no more than these, whoever else works has them all when the window paints."""


def prepare() -> None:
    """Set the variables that are not set yet. To be called before NumPy and Qt are imported."""
    # NumPy asks for huge pages. Linux then gathers them in a thread of the lowest priority, which keeps the
    # lock of this process's memory while others have the cores: without, holds of up to 0.2 s were gone.
    os.environ.setdefault("NUMPY_MADVISE_HUGEPAGE", "0")
    # Qt paints large areas with threads of its own and waits for the last one.
    if (os.cpu_count() or 1) <= FEW_CORES:
        os.environ.setdefault("QT_NO_GUI_THREADPOOL", "1")
