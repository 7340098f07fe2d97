"""What is asked of a provider, and what its answers mean: pure, and without a network."""
