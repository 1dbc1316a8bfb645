"""Notices and faults over the photo: where they lie, and how long they stay."""

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from dce_studio.ui.main_window import MainWindow
from tests.ui.helpers import MakePhoto, wait_photo


def test_a_notice_lies_over_the_photo_and_moves_nothing(opened: MainWindow) -> None:
    before = opened.canvas.geometry(), opened.canvas.viewport
    opened.reports.note("Curves copied as CSV.")
    bar, host = opened.reports, opened.pages.geometry()
    assert bar.isVisible() and (bar.width(), bar.pos()) == (host.width(), host.topLeft())
    opened.reports.report("It went wrong. " * 40, "with details")
    assert bar.height() > 2 * bar.fontMetrics().height()
    QApplication.processEvents()
    assert (opened.canvas.geometry(), opened.canvas.viewport) == before
    opened.resize(opened.width() - 80, opened.height())
    QApplication.processEvents()
    assert bar.width() == opened.pages.width()


def test_a_notice_that_offers_something_stays_until_the_next(opened: MainWindow) -> None:
    bar, taken = opened.reports, []
    bar.note("Exported.", "Show in folder", lambda: taken.append(1))
    assert bar.isVisible() and not bar._note.isActive()
    bar.note("Curves copied as CSV.")
    assert bar.text.text() == "Curves copied as CSV." and bar._note.isActive()
    bar._note.timeout.emit()
    assert not bar.isVisible()
    bar.note("Exported.", "Show in folder", lambda: taken.append(1))
    bar.offer.click()
    assert taken == [1] and not bar.isVisible()
    bar.note("Exported.", "Show in folder", lambda: taken.append(1))
    bar.dismiss()
    assert taken == [1] and not bar.isVisible()


def test_a_fault_that_is_told_again_is_the_newest_with_what_it_offers_now(opened: MainWindow) -> None:
    bar, taken = opened.reports, []
    bar.report("One failed.", "", "Show in folder", lambda: taken.append("first"))
    bar.report("The disk is full.")
    bar.report("One failed.", "", "Show in folder", lambda: taken.append("second"))
    assert bar.messages == ("The disk is full.", "One failed.")
    bar.offer.click()
    assert taken == ["second"] and bar.messages == ("The disk is full.",)


def test_a_notice_goes_when_the_photo_is_worked_on_and_a_fault_stays(
    opened: MainWindow, qtbot: QtBot, make_photo: MakePhoto
) -> None:
    bar = opened.reports
    for name in ("crop", "pick", "local", "panels_off", "full_screen"):
        bar.note("Exported.", "Show in folder", lambda: None)
        opened.actions_[name].trigger()
        assert not bar.isVisible(), name
        opened.actions_[name].trigger()
    bar.note("Exported.", "Show in folder", lambda: None)
    opened.studio.open([make_photo("other.png")])
    wait_photo(opened, qtbot, "other.png")
    assert not bar.isVisible()
    bar.report("It failed.")
    opened.actions_["crop"].trigger()
    assert bar.isVisible() and bar.messages == ("It failed.",)
