"""Engines of this machine: found, started, or kept running with no window open."""
