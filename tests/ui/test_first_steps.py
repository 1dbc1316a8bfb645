"""The first-steps card: it speaks of the photo that is open, until it is closed."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from dce_studio.core.analysis.views import CurveView
from dce_studio.core.edit import Edit
from dce_studio.ui.inspector.curves_bar import ALPHA
from dce_studio.ui.main_window import MainWindow
from tests.ui.helpers import WAIT


def test_it_explains_curve_alpha_and_iterations_on_this_photo(opened: MainWindow, qtbot: QtBot) -> None:
    card = opened.steps.card
    assert not card.isVisible()
    opened.actions_["steps"].trigger()
    qtbot.waitUntil(lambda: card.isVisible() and "becomes" in card.text.text(), timeout=WAIT)
    assert opened.canvas.rect().contains(card.geometry())
    assert card.title.text().startswith("1 of 3")
    assert card.text.height() >= card.text.heightForWidth(card.text.width())
    qtbot.keyClick(card.next, Qt.Key.Key_Space)
    assert "α · x · (1 − x)" in card.text.text() and "Here α is" in card.text.text()
    assert opened.curves.face == ALPHA
    card.next.click()
    opened.document.propose(Edit(iterations=5))
    qtbot.waitUntil(lambda: "through 5 of these" in card.text.text(), timeout=WAIT)
    assert card.next.text() == "Done"
    card.next.click()
    assert not card.isVisible() and not opened.studio.settings.first_steps
    opened.document.propose(Edit(iterations=6))
    assert not card.isVisible() and opened.curves.face == CurveView.OUTPUT


def test_it_is_there_at_the_first_photo(window: MainWindow, qtbot: QtBot, make_photo) -> None:  # type: ignore[no-untyped-def]
    window.studio.settings.first_steps = True
    window.studio.open([make_photo()])
    qtbot.waitUntil(lambda: window.steps.card.isVisible(), timeout=WAIT)
    window.studio.close_photos(window.studio.library.entries[0].path)
    assert not window.steps.card.isVisible()


def test_the_keyboard_reaches_it_and_its_buttons_stay_in_place(opened: MainWindow, qtbot: QtBot) -> None:
    card = opened.steps.card
    opened.actions_["steps"].trigger()
    qtbot.waitUntil(card.isVisible, timeout=WAIT)
    opened.activateWindow()
    opened.canvas.setFocus()
    opened.actions_["next_panel"].trigger()
    assert QApplication.focusWidget() is card.leave
    places = [button.geometry().topRight().x() for button in (card.back, card.next)]
    for step in (1, 2):
        card.next.setFocus()
        qtbot.keyClick(card.next, Qt.Key.Key_Return)
        assert card.step == step
    assert [button.geometry().topRight().x() for button in (card.back, card.next)] == places
    opened.actions_["next_panel"].trigger()
    assert opened.inspector.film.isAncestorOf(QApplication.focusWidget())
    opened.actions_["previous_panel"].trigger()
    opened.actions_["previous_panel"].trigger()
    assert QApplication.focusWidget() is opened.canvas
    qtbot.keyClick(opened.canvas, Qt.Key.Key_Escape)
    assert not card.isVisible() and not opened.studio.settings.first_steps


def test_it_gives_way_to_whatever_needs_the_photo(opened: MainWindow, qtbot: QtBot) -> None:
    card, actions = opened.steps.card, opened.actions_
    actions["steps"].trigger()
    qtbot.waitUntil(card.isVisible, timeout=WAIT)
    for name in ("crop", "pick", "local", "panels_off", "full_screen"):
        actions[name].trigger()
        assert not card.isVisible(), name
        opened.document.propose(opened.document.edit.with_(gamma=1.1 + len(name) / 100))
        actions[name].trigger()
        qtbot.waitUntil(card.isVisible, timeout=WAIT)
    assert opened.studio.settings.first_steps
