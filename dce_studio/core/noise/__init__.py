"""The photo's own noise, and taking away as much of it as the curve lifts.

`measure` measures it, `rounding` tells what a JPEG did to it, `wavelets` makes the photo without it, `steady`
says how far each pixel goes there. `darks` is one figure for the darks, by which lifts are bounded.
"""
