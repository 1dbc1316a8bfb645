"""The codecs that the program asks for by name, which imagecodecs imports when they are first used."""

CODECS = (
    "avif", "brotli", "cms", "jpeg2k", "jpeg8", "jpegxl", "png", "rgbe",  # by the program's own names
    "ccitt", "deflate", "ljpeg", "lzma", "webp", "zlib", "zstd",  # by tifffile, for what TIFF holds
    "imcd", "shared", "shared_cython",
)  # fmt: skip

hiddenimports = [f"imagecodecs._{name}" for name in CODECS]
