"""Colour: `icc` knows profiles, `hdr` brings linear light and HDR into a display's range.

`convert` uses both: it makes a photo's colours of a decoded raster, and of a photo's colours sRGB for the
network, bytes for the screen and samples for a file.
"""
