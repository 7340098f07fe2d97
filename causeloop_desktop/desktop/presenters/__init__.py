"""The states of the screens and what can be done on them, without a line of Qt."""
