"""What every service stands on: cursors, limits, guards, commits heard, files in waiting."""
