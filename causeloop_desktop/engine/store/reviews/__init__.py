"""Questions to people about doubtful places, and what their answers said of scores."""
