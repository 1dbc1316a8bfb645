"""Looking at the photo: `space` gives it the screen, `loupe` magnifies a place, `menu` is that of a place.

`reach` leads by keys from the photo to the panels around it.
"""
