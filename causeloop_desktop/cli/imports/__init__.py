"""``causeloop import``."""
