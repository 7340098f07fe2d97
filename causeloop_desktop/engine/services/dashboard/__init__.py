"""The dashboard, and what just happened."""
