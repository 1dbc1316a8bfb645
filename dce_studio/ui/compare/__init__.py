"""The open photo beside another: `comparison` begins that, names the halves and ends it."""
