"""Providers that we made: stateful, driven by a clock, able to move, change, limit and fail."""
