"""Reading what the Curves panel draws."""

import numpy as np

from dce_studio.ui.inspector.curves_panel import CurvesPanel


def lines(panel: CurvesPanel) -> dict[str, np.ndarray]:
    """The curves by what they are of, whatever they coincide with."""
    return {line.name.split(" (as ")[0]: line.y for line in panel.plot.spec.lines if line.name}
