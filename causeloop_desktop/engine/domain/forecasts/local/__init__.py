"""What a workspace's own past adds to the shipped forecast."""
