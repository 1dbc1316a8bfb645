"""What an export does to a result before it is written: its size and its colours.

`options` says what is wanted, `resize` makes the size (`resize_kernels` are its loops), `finish` does both.
"""
