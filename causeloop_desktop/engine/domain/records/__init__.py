"""What anybody sends, as the store keeps it."""
