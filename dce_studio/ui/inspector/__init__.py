"""What the curves do, to be looked at: curves and readings, the wall of maps, overlays, probes and regions.

`curves_panel` and `map_wall` are its two panels; `marks`, `film` and `overlay_bar` work on the canvas. The
window's `ui.inspection` joins them to it.
"""
