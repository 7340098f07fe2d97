"""Predictions: tiles, composite forecast, matrix and risk signals of one window."""
