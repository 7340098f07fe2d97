"""What belongs together, or apart, before any words are compared."""
