"""What a person and matching need to know of each pattern."""
