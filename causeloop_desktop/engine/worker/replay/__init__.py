"""Replays in the worker: a workspace in memory lives through its past once more."""
