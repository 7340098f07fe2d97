"""What is worth asking a person, and what the answers teach."""
