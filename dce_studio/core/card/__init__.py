"""The curve card: a picture to share of what the curves did to a photo, and a short film of it.

    made = content(photo, maps, edit, points)    what is shown, as values
    save(made, path)                             PNG or SVG; GIF or WebP for the film

`content` reads the photo and its maps; `layout` puts it into a `scene` of plain shapes, which `raster` draws
as pixels and `vector` writes as SVG; `film` is the scene at each iteration.
"""
