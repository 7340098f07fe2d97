"""Reusable controls: they take plain values and know neither the engine nor a screen."""
