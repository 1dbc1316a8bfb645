"""The training dialog: its pages are `form` and `progress`, with their `plots`; `buttons` stand below."""
