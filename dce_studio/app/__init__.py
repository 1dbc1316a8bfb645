"""The program's state and its work off the GUI thread: QtCore and QtGui, never QtWidgets."""
