"""Duplicates: what several tools tell of one occurrence is joined, shown, and can be parted."""
