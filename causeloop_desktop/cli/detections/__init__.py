"""``causeloop detect`` and ``causeloop detections``."""
