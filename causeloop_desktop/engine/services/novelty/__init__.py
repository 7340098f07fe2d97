"""Novelty: what fits nowhere, who has fallen silent, and words that nobody used before."""

SHOWN = 10
"""How many of each are told."""
