"""Photo + CurveMaps + Edit → pixels.

`shape` applies the edit's map controls (`guided` is their filter), `sampling` brings photo and maps to the
pixels that are wanted, and `rendering` runs the curve over them, by the compiled `kernels`. `auto` searches
the edit that meets a mean.
"""
