"""Charts painted with the window's own tokens, on screen and into files alike."""
