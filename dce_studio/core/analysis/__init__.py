"""What the curves do to a photo, as figures, pictures and files.

`probing` reads a pixel, a region or the whole photo into the values of `views`; `figures` counts the maps and
`overlays` paints them over the photo. `map_files`, `curve_files`, `luts` and `report` write it to files.
"""
