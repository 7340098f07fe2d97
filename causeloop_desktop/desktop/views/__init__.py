"""The screens: they draw a state and forward gestures."""
