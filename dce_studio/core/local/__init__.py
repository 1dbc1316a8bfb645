"""Local strength: places of a photo where the curve acts more or less.

`values` says what a place is and where it lies; `strokes` makes a brush's strokes fewer points.
"""
