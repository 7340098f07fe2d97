"""Forecasts: fitted to the workspace's own past, kept week by week, and held to what came."""
