"""How alike issues are: which to compare, and what two of them have in common."""
