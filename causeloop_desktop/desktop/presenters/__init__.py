"""The state of each screen, without Qt."""
