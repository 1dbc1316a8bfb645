"""Photo + weights → CurveMaps: everything that knows torch.

`weights` reads a checkpoint into a `net`, `infer` prepares it for a `device` and runs it, by `winograd` where
that is faster, and `estimate` takes a photo through it whole or in `tiles`, with `memory` kept for the next.
"""
