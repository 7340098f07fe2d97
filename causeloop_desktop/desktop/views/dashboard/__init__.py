"""The dashboard: what keeps coming back, for whom, and what happened just now."""
