"""Looking at the photo: `space` gives it the screen, `loupe` magnifies a place, `menu` is that of a place."""
