"""Words of an issue: what varies is masked, what is left is counted and weighed."""
