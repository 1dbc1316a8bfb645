"""The film of the iterations: it plays, steps, and leaves the edit as it was."""

from dce_studio.core.edit import Edit
from dce_studio.ui.inspector.film import FilmBar
from tests.ui.helpers import open_photo


def test_the_film_plays_and_leaves_the_edit_as_it_was(qtbot, document):
    film = FilmBar(document)
    qtbot.addWidget(film)
    film.show()
    open_photo(document)
    document.propose(Edit(iterations=6.5, gamma=0.9))
    kept = document.history
    film.set_playing(True)
    assert document.edit == Edit(iterations=0, gamma=0.9)
    qtbot.waitUntil(lambda: document.edit.iterations >= 0.3)
    assert document.history is kept
    film.set_playing(False)
    assert document.edit == Edit(iterations=6.5, gamma=0.9)
    assert document.history is kept
    film.set_playing(True)
    document.set_photo(None)
    assert not film.playing


def test_steps_keep_what_is_shown_and_an_edit_ends_the_film(qtbot, document):
    film = FilmBar(document)
    qtbot.addWidget(film)
    film.show()
    open_photo(document)
    film.step(-1)
    assert document.edit.iterations == 7
    film.step(1)
    film.step(1)
    assert document.edit.iterations == 8
    film.set_playing(True)
    film.step(1)
    assert not film.playing
    assert document.state.edit.iterations == 1
    document.undo()
    assert document.edit.iterations == 8
    for change in (lambda: document.propose(document.state.edit.with_(gamma=0.5)), document.undo):
        film.set_playing(True)
        change()
        assert not film.playing
        assert document.edit.iterations == 8
