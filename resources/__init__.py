"""Icons, style sheets and the sample photo."""
