"""Cassettes: what a source answered during a sync, redacted, so that it can be played again."""
