"""Predictions: whether each pattern will come back, read from the same numbers as the patterns."""
