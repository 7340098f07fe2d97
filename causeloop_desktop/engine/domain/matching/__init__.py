"""Match one issue, or many one after the other, to the patterns that are known."""
