"""The Adjust panel: a control for each value of the edit, the `presets` and the `histogram`."""
