"""Files as the window meets them: `scan` finds, `sidecar_writer` and `presets` keep, `export` writes."""
