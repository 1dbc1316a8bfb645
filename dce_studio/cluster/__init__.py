"""A batch on an existing Dask cluster: `dispatch` hands its photos out in chunks, `keeper` works on a worker.

Needs dce-studio[cluster], here and on the workers, and files that the workers see under the same names.
"""
