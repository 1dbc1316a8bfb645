"""Training: from folders of photos to weights of one's own.

The flow: `scan` finds the photos and says what they are like, `cache` keeps each one reduced, `data` makes
the batches (`augment` varies their exposure), `step` runs network and curve, `losses` judges the result
against the input alone, `trainer` ties these together as a generator of frozen events (`core.runs`),
`checkpoint` keeps what comes out. `config` holds every choice. `evaluate` measures weights on pairs.

Nothing here knows Qt or prints; `dce_studio.commands.train` turns events into lines, the dialog into plots.
"""
