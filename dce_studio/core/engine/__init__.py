"""Photo + weights → CurveMaps: everything that knows torch.

`weights` reads a `checkpoint` and knows its `architecture`; `models` keep what is loaded. `estimate` takes a
photo through it: a small copy by the matrix `products` of NumPy, without torch. For all else `infer` prepares
torch's `net` for a `device` and runs it `tiled`, by `winograd` where that is faster; the `allocator` keeps
freed memory for the next tile.
"""
