"""Many photos in a row: `planning` says which and what they become, `generator` does it.

`events` holds what both take and tell, `naming` how the results are called, and `watch` which photos of a
folder are new and whole. For an archive: `manifest` keeps what became of each photo, `guarded` has the batch
done by a process of its own (`child`), to which it speaks by `wire`.
"""
