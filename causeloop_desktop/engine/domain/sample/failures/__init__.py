"""The failures that come back, one module per team."""
