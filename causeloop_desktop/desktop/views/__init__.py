"""The screens: each draws the state of a presenter and forwards gestures to it."""
