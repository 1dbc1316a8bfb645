"""Document → what the window shows, off the GUI thread.

`estimator` keeps the document's maps, `live` its frames (`frame` renders one), `curves` and `wall` the
inspector's; `exact` and `pixel` read single pixels. `warm` loads what is large before it is first needed.
"""
