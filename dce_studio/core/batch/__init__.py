"""Many photos in a row: `generator` reads, enhances and writes them and tells of each as an event.

`naming` says how the results are called, and `watch` which photos of a folder are new and whole.
"""
