"""Trainings as the window sees them: `process` runs one and tells its events, `runs` knows what is left."""
