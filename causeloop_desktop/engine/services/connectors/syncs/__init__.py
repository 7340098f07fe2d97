"""Syncs: asked for or due, run as jobs, written page by page, and how they ended."""
