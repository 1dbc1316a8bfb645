"""What the plot of the curves tells."""

from dce_studio.core.edit import Edit
from dce_studio.ui.inspector import curves_text
from dce_studio.ui.main_window import MainWindow


def test_the_plot_tells_what_follows_the_steps(opened: MainWindow) -> None:
    opened.document.propose(Edit(keep_colour=0))
    assert curves_text.formula(opened.document.edit).endswith("(1 − xₙ₋₁)")
    assert curves_text.formula(Edit(gamma=1.1)).endswith("; gamma 1.1, Keep colour")
    opened.inspector.pin()
    opened.curves._update()
    assert "Keep colour" not in opened.curves.plot.toolTip()
    opened.document.propose(Edit(keep_colour=0.5))
    opened.curves._update()
    assert "bends where" in opened.curves.plot.toolTip().replace("\n", " ")
