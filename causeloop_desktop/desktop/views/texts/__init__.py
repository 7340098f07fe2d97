"""Trying a text: what would be made of it."""
