"""The engine's thinking: pure functions from values to values, no clock, no disk, no network."""
