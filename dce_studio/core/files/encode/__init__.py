"""Pixels and metadata → bytes, where Pillow's encoders do not do: PNG and TIFF at 8 and 16 bits.

`files.write` picks the encoder and puts the file in place.
"""
