"""The display: `profiles` finds its ICC profile, `colours` brings pictures into it."""
