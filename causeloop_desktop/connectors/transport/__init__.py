"""The way out: credentials added, limits kept, waits, retries, and every host noted."""
