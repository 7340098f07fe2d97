"""Duplicates as rows, and what the search for them reads."""
