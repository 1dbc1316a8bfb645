"""Local strength in the window: places of the photo where the curve acts more or less.

`places` is what both sides talk to: which place is chosen, what is about to be drawn, and every change.
`tool` is the canvas's side, with `grips` (where a shape is held) and `drawing`; `panel` is the list and its
sliders.
"""
