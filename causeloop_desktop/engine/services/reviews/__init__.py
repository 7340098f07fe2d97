"""Reviews: doubtful places of issues, what people decide of them, and what that teaches."""
