"""What is chosen when a source is connected, and again later."""
