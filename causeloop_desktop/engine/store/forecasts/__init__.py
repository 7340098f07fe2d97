"""What was forecast, what people said of it, and the past that it is held to."""
