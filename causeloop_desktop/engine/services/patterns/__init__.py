"""Patterns as the engine serves them: ``service`` is the door, ``book`` holds the numbers."""
