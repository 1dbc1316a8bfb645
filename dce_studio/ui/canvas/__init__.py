"""The photo on the screen: `widget` is the canvas, and `viewport` says where the photo lies in it.

`layout` names the panes of a comparison, `paint` draws them, `mouse` gives each drag to its taker; `hooks`
is what others may plug in.
"""
