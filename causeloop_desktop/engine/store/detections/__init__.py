"""Runs of detection as rows: what each is, changed, and took over from the one before."""
