"""Small widgets that know nothing of photos, the plot, and the theme they are all drawn in."""
