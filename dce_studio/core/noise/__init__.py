"""The photo's own noise, and taking away as much of it as the curve lifts.

`measure` measures it, `wavelets` makes the photo without it, `steady` says how far each pixel goes there.
"""
