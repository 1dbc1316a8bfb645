"""What a file says beside its pixels, patched as bytes: `exif` blocks, `xmp` packets, which way is up."""
