"""What belongs to the window as a whole rather than to one screen."""
