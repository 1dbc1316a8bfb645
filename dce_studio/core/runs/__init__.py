"""What a training run tells and leaves behind: its events, and the files in its folder.

The trainer and the window both know these, and neither knows the other.
"""
