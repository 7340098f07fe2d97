"""The search for duplicates in the worker."""
