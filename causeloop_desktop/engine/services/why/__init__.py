"""Why an issue is where it is, and which issues read like it."""
