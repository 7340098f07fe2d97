"""Detections: runs that become visible at one stroke, or wait until a person has seen them."""
