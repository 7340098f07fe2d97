"""What a detection found against what stood before it."""
