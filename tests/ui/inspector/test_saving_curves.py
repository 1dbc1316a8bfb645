"""Curves are copied as a table and saved as tables and pictures."""

from PySide6.QtGui import QColor, QGuiApplication, QImage

from tests.ui.helpers import open_photo, settled
from tests.ui.inspector.helpers import lines


def test_curves_are_copied_and_saved(qtbot, panel, document, jobs, tmp_path):
    open_photo(document)
    settled(qtbot, jobs)
    qtbot.waitUntil(lambda: "Red" in lines(panel))
    panel.copy()
    assert QGuiApplication.clipboard().text().startswith("scope,view,pixels,input,r,g,b")
    for name in ("c.csv", "c.png", "c.svg"):
        with qtbot.waitSignal(panel.noted) as told:
            panel.save(tmp_path / name)
        assert name in told.args[0]
        assert (tmp_path / name).stat().st_size > 1000
    assert b"<svg" in (tmp_path / "c.svg").read_bytes()[:400]


def test_saved_plots_are_on_white_and_named(qtbot, panel, document, jobs, tmp_path):
    open_photo(document)
    document.set_marks(document.marks.pinned(5, 6))
    qtbot.waitUntil(lambda: "Red" in lines(panel), timeout=60_000)
    panel.save(tmp_path / "c.png")
    panel.save(tmp_path / "c.svg")
    assert QImage(str(tmp_path / "c.png")).pixelColor(3, 3) == QColor("white")
    drawn = (tmp_path / "c.svg").read_text()
    assert all(word in drawn for word in ("night photo.png", "α", "weights dce"))
    assert panel.plot.grab().toImage().pixelColor(2, 2).lightness() < 128
    assert "probe 1 at 5,6" in panel.csv()
