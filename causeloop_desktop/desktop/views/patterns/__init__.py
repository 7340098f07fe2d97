"""Patterns: the list, and one pattern with everything that explains it."""
