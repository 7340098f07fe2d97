"""Groups of equal issues become patterns: how alike is enough, and joins down to there."""
