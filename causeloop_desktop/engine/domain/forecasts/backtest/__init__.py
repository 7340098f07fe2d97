"""Looking back: what the forecasts would have said, knowing no more than was known then."""
