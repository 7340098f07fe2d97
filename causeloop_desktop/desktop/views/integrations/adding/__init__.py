"""Connecting a source, step by step."""
