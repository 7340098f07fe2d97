"""What a source is, and the runner that reads it."""
