"""How likely a pattern comes back, in numbers and in words, and how well that came true."""
