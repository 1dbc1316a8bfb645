"""What the program computes; no Qt.

file ── read ──▶ Photo ── estimate ──▶ CurveMaps ── render(Edit) ──▶ screen | file

The network runs once per photo, weights and curve detail (`estimate`). Everything after it is a
closed-form function of the maps (`curve`, `render`), so no control ever runs it again.
"""
