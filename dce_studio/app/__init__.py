"""The program's state and its work off the GUI thread: QtCore and QtGui, never QtWidgets.

`studio` puts it together: what is open (`state`), what is shown of it (`preview`), `files` read and written,
the `screen` it is shown on. `jobs` has all threads.
"""
