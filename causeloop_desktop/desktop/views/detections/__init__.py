"""Runs of pattern detection: their history, their diffs, and the settings of the next one."""
