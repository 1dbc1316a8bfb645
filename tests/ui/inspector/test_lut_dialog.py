"""The dialog of the look-up table: its figure before it is saved, and its end in mid-work."""

import shiboken6

from dce_studio.ui.inspector.lut_dialog import LutDialog, honesty
from tests.ui.helpers import open_photo, settled


def test_the_table_s_figure_stands_before_it_can_be_saved(qtbot, document, jobs, tmp_path):
    open_photo(document)
    dialog = LutDialog(document, jobs)
    qtbot.addWidget(dialog)
    dialog.show()
    assert not dialog._save.isEnabled()
    qtbot.waitUntil(lambda: dialog.fitted is not None, timeout=60_000)
    assert "dB PSNR" in dialog._text.text()
    with qtbot.waitSignal(dialog.noted, timeout=60_000) as told:
        dialog.save(tmp_path / "t.cube")
    assert "t.cube" in told.args[0]
    assert (tmp_path / "t.cube").read_text().startswith("TITLE")
    document.set_photo(None)
    assert dialog.fitted is None
    assert "equals" in honesty(float("inf"))


def test_escape_ends_the_fit_of_a_table(qtbot, document, jobs):
    """It deletes the dialog, whose progress bar the fit would still move."""
    open_photo(document)
    dialog = LutDialog(document, jobs)
    dialog.show()
    at_work = dialog._job[0]
    dialog.reject()
    settled(qtbot, jobs)
    assert at_work.cancelled and not shiboken6.isValid(dialog)
