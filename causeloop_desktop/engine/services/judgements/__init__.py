"""What decisions of people teach of scores: noted with each, and the thresholds learned."""
