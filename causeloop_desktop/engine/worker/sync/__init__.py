"""Syncs in the worker: read from the source, recorded, or played from a recording."""
