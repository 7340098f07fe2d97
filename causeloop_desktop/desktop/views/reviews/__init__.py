"""The Review screen: is it the same failure, one pair after the other."""
