"""Connectors: what can be connected, what is, how its credentials are kept, and when it syncs."""
