"""Detections in the worker, and previews of them."""
