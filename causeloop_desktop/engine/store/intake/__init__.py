"""What sources say: upserted by identity, kept as it was sent, or refused."""
