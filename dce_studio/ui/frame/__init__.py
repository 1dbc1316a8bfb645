"""The crop on the canvas: `fitting` is its arithmetic, `crop` the tool, `bar` the ratios and the buttons."""
