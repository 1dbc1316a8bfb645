"""Bytes → Raster: a module per kind of file, each with `decode`; `files.read` picks the one.

`boxes` and `jxl_header` read what those decoders do not tell.
"""
