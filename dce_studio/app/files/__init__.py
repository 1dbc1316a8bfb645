"""Files as the window meets them: `scan` finds them, `keeper` and `presets` keep edits, `export` writes."""
