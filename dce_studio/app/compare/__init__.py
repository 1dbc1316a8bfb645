"""Two photos beside each other: `reference` is the one that the open photo is compared with."""
