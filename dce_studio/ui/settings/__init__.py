"""The settings dialog, and in it the choice of the screen's profile."""
