"""Causeloop Desktop: see that it is the same failure, and whether it will come back."""

__version__ = "0.1.0"
