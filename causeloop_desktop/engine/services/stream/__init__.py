"""The stream: what a connected program hears."""
