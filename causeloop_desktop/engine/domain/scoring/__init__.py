"""The pair scorer: how likely two issues are the same failure, by evidence that can be counted."""
