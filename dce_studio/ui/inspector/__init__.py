"""What the curves do, to be looked at: curves and readings, the curve card, overlays, probes and regions.

`curves_panel` is its panel; `marks`, `film` and `overlay_bar` work on the canvas. The
window's `ui.inspection` joins them to it.
"""
