"""The window. Widgets show and propose values; the state is in `app.state.document`.

`app` starts it, where there is a display, by `start`; `main_window` puts it together from `actions`, what
they do (`commands`) and the subjects, a folder each, that know `widgets` but not one another.
"""
