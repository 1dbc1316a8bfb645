"""A reading of few lines, whole or cut."""

from pytestqt.qtbot import QtBot

from dce_studio.ui.inspector.lines import Lines


def test_a_reading_that_is_cut_is_whole_in_the_tooltip(qtbot: QtBot) -> None:
    lines = Lines(2)
    qtbot.addWidget(lines)
    lines.setToolTip("What this is.")
    lines.setText("short\nExposure +2.7 stops · contrast × 1.6 · noise ± 0.8 → ± 1.5, ± 1.0 left")
    lines.resize(600, 40)
    assert not lines.cut and lines.tooltip == "What this is."
    lines.resize(120, 40)
    assert lines.cut and "± 1.0 left" in lines.tooltip.replace("\n", " ") and "What this is." in lines.tooltip


def test_the_words_are_there_for_a_screen_reader(qtbot: QtBot) -> None:
    lines = Lines(1)
    qtbot.addWidget(lines)
    lines.setText("x₀ 12 → 40")
    assert lines.text() == lines.accessibleName() == "x₀ 12 → 40"
