"""What the program computes; no Qt.

file ── read ──▶ Photo ── estimate ──▶ CurveMaps ── shaped, render(Edit) ──▶ screen | file

The network runs once per photo, weights and curve detail (`engine`). Everything after it is a
closed-form function of the maps (`curve`, `render`), so no control ever runs it again. `files` reads and
writes, `analysis` tells what the curves do, `batch` takes many photos through all of it, and `api` is the
small interface to it. The modules here are the values that the others share.
"""
